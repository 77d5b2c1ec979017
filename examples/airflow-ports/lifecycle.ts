/**
 * Training, validation and versions, and bands: below .85 an alert, from .85 staging, from .9 production. In the article:
 * "Model Training, Validation, and Versioning".
 */
import { gate, gte, pipeline, text, z } from "@troupe/sdk";
import { deploy } from "./deploy.ts";
import { shop } from "./params.ts";
import { alert, evaluate, features, fromDatabase, holdout, judge, sound, train } from "./steps.ts";

export const lifecycle = pipeline(
  "model-lifecycle",
  {
    description: "One model a week, to where it is good enough for",
    schedule: "@weekly",
    params: { ...shop, trees: z.int().min(1).default(100), depth: z.int().min(1).default(10) },
  },
  ({ params: { database, registry, trees, depth }, interval }) => {
    const data = sound(fromDatabase({ database, until: interval.end }));
    // Params, metrics, the model and what it was made of are kept with the run: it is the tracking run.
    const model = train({ features: features({ data }), trees, depth });
    const judged = judge({ model, score: evaluate({ model: model.file, on: holdout({ database }) }) });
    const band = gate("band", judged, {
      production: [gte(judged.accuracy, 0.9), (passed) => deploy({ judged: passed, band: "production", registry })],
      staging: [
        gte(judged.accuracy, 0.85),
        (passed) => deploy({ judged: passed, band: "staging", registry }, { id: "deploy-staging" }),
      ],
      otherwise: ({ accuracy }) => alert({ reason: text`the model is right in ${accuracy} of all cases` }),
    });
    return { model, production: band.production, staging: band.staging, alert: band.otherwise };
  },
);
