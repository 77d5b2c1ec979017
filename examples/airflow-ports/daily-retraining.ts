/**
 * extract → preprocess → train → evaluate → deploy, every day. In the article: "Understanding MLOps", "Setting Up Apache
 * Airflow".
 */
import { gate, gte, pipeline, text } from "@troupe/sdk";
import { deploy } from "./deploy.ts";
import { shop } from "./params.ts";
import { alert, clean, evaluate, features, fromDatabase, holdout, judge, sound, train } from "./steps.ts";

export const dailyRetraining = pipeline(
  "daily-retraining",
  { description: "A new model every day, deployed if it is right often enough", params: shop, schedule: "@daily" },
  ({ params: { database, registry }, interval }) => {
    const data = sound(clean({ customers: fromDatabase({ database, until: interval.end }) }));
    const model = train({ features: features({ data }), trees: 100 });
    const judged = judge({ model, score: evaluate({ model: model.file, on: holdout({ database }) }) });
    const outcome = gate("accurate", judged, {
      enough: [gte(judged.accuracy, 0.9), (passed) => deploy({ judged: passed, band: "production", registry })],
      otherwise: ({ accuracy }) =>
        alert({ reason: text`the model is right in ${accuracy} of all cases, 0.9 are asked for` }),
    });
    return { accuracy: judged.accuracy, deployed: outcome.enough };
  },
);
