/**
 * Every hour: does the model still know its customers? If not, it is retrained, once. In the article: "Monitoring Model
 * Performance".
 */
import { anyOf, branch, holds, latest, lt, pipeline, task, text, trigger, when, z } from "@troupe/sdk";
import { lifecycle } from "./lifecycle.ts";
import { shop } from "./params.ts";
import { retraining } from "./retraining.ts";
import { Drift, Performance } from "./schemas.ts";
import { collect, drift, fromDatabase, performance } from "./steps.ts";

export const note = task(
  "note",
  { input: { drift: Drift, performance: Performance } },
  ({ drift: { leastP }, performance: { accuracy } }, { log }) => log.info("all is well", { accuracy, leastP }),
);

export const monitoring = pipeline(
  "model-monitoring",
  {
    description: "Drift of what customers are like, decay of what is said about them, and what follows",
    schedule: "@hourly",
    params: {
      ...shop,
      learnedUntil: z.string().default("2026-03-01"),
      /** Least accuracy that is borne. */
      least: z.number().default(0.85),
    },
  },
  ({ params: { database, registry, learnedUntil, least }, interval }) => {
    const inferences = collect({ database, start: interval.start, end: interval.end });
    const now = performance({ inferences });
    const baseline = fromDatabase({ database, until: learnedUntil });
    const drifted = drift({ inferences, baseline });
    const { model } = latest(lifecycle);
    const outcome = branch("well", {
      no: [
        anyOf(holds(drifted.hasDrifted), lt(now.accuracy, least)),
        () =>
          when("has-champion", model, (champion) =>
            trigger(
              retraining,
              {
                champion,
                database,
                registry,
                until: interval.end,
                because: text`least p ${drifted.leastP}, accuracy ${now.accuracy}`,
              },
              // However often this task is tried, and however many hours find the same: one retraining at a time.
              { wait: false, key: "drift", within: "1d" },
            ),
          ),
      ],
      otherwise: () => note({ drift: drifted, performance: now }),
    });
    return { accuracy: now.accuracy, drifted: drifted.drifted, retraining: outcome.no };
  },
);
