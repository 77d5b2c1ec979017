/**
 * What monitoring triggers: a new model, which must beat the one in production. In the article: "Automated Retraining
 * Pipeline".
 */
import { beats, gate, pipeline, text, z } from "@troupe/sdk";
import { deploy } from "./deploy.ts";
import { shop } from "./params.ts";
import { Model } from "./schemas.ts";
import { alert, evaluate, features, fromDatabase, holdout, judge, sound, train } from "./steps.ts";

export const retraining = pipeline(
  "retraining-on-demand",
  {
    description: "A challenger for the model in production, because something has changed",
    // What it needs of others it is given: there is nothing to pull from another pipeline's tasks.
    params: { ...shop, champion: Model, until: z.string(), because: z.string() },
    overlap: "latest-only",
  },
  ({ params: { database, registry, champion, until, because } }) => {
    const model = train({ features: features({ data: sound(fromDatabase({ database, until })) }), trees: 150 });
    const on = holdout({ database });
    const score = evaluate({ model: model.file, on });
    const before = evaluate({ model: champion.file, on }, { id: "evaluate-champion" });
    const better = gate("better", judge({ model, score }), {
      yes: [beats(score, before, "accuracy"), (passed) => deploy({ judged: passed, band: "production", registry })],
      otherwise: () =>
        alert({ reason: text`retrained because ${because}; ${score.accuracy} is no more than ${before.accuracy}` }),
    });
    return { deployed: better.yes, alert: better.otherwise };
  },
);
