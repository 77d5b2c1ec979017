/** Validated data, a search over settings, and a high bar, every week. In the article: "Defining MLOps". */
import { gate, gte, map, pipeline, task, text, z } from "@troupe/sdk";
import { deploy } from "./deploy.ts";
import { shop } from "./params.ts";
import { Model } from "./schemas.ts";
import { alert, evaluate, features, fromDatabase, holdout, judge, sound, train } from "./steps.ts";

const Setting = z.object({ trees: z.int().min(1), depth: z.int().min(1) });

export const best = task("best", { input: { models: z.array(Model).min(1) }, output: Model }, ({ models }) =>
  models.reduce((best, next) => (next.accuracy > best.accuracy ? next : best)),
);

export const weeklySearch = pipeline(
  "weekly-search",
  {
    description: "The best of several forests, trained side by side on data that was looked at",
    schedule: "@weekly",
    params: {
      ...shop,
      settings: z
        .array(Setting)
        .min(1)
        .default([
          { trees: 100, depth: 5 },
          { trees: 200, depth: 5 },
          { trees: 100, depth: 12 },
          { trees: 200, depth: 12 },
        ]),
      bar: z.number().default(0.95),
      damage: z.enum(["none", "nulls"]).default("none"),
    },
  },
  ({ params, interval }) => {
    const { database, registry } = params;
    // What the check does not let through, nothing can learn from: `features` takes validated data only.
    const data = sound(fromDatabase({ database, until: interval.end, damage: params.damage }));
    const table = features({ data });
    const models = map(params.settings, ({ trees, depth }) => train({ features: table, trees, depth }));
    const model = best({ models });
    const judged = judge({ model, score: evaluate({ model: model.file, on: holdout({ database }) }) });
    const outcome = gate("excellent", judged, {
      yes: [gte(judged.accuracy, params.bar), (passed) => deploy({ judged: passed, band: "production", registry })],
      otherwise: ({ accuracy }) => alert({ reason: text`${accuracy} is below the bar of ${params.bar}` }),
    });
    return { model, deployed: outcome.yes, alert: outcome.otherwise };
  },
);
