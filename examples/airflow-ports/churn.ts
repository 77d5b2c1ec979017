/**
 * Who leaves? A challenger every day, deployed only if it beats the champion on the same customers. In the article:
 * "Building End-to-End ML Pipelines".
 */
import { beats, check, gate, not, pipeline, present, previous, task, text, when, z } from "@troupe/sdk";
import { deploy } from "./deploy.ts";
import { shop } from "./params.ts";
import { Customers, Deployment, Model } from "./schemas.ts";
import { alert, evaluate, features, fromDatabase, holdout, judge, train } from "./steps.ts";

/** The columns need no check: a table without them does not compile, and does not arrive. */
export const enough = check("enough", { of: Customers }, ({ rows }) =>
  rows >= 50 ? [] : [`there are ${rows} customers, at least 50 are needed`],
);

/** The champion of the next day: who was deployed, else who it was before. */
export const crown = task(
  "crown",
  {
    input: { first: Deployment.optional(), winner: Deployment.optional(), champion: Model.nullable().optional() },
    output: Model.nullable(),
  },
  ({ first, winner, champion }) => (winner ?? first)?.model ?? champion ?? null,
);

export const churn = pipeline(
  "churn",
  { description: "A daily challenger against the champion", params: shop, schedule: "@daily" },
  ({ params: { database, registry }, interval }) => {
    const data = enough(fromDatabase({ database, until: interval.end }));
    const challenger = train({ features: features({ data }), trees: 50 });
    const on = holdout({ database });
    const score = evaluate({ model: challenger.file, on });
    const judged = judge({ model: challenger, score });
    const { champion } = previous(z.object({ champion: Model.nullable() }));

    const first = gate("first", judged, {
      crowned: [
        not(present(champion)),
        (passed) => deploy({ judged: passed, band: "production", registry }, { id: "deploy-first" }),
      ],
      otherwise: () => {},
    });
    const contest = when("contest", champion, ({ file }) => {
      // Measured anew, on the same customers: with any other evaluation this would not compile.
      const before = evaluate({ model: file, on }, { id: "evaluate-champion" });
      const better = gate("better", judged, {
        won: [beats(score, before, "accuracy"), (passed) => deploy({ judged: passed, band: "production", registry })],
        otherwise: () => alert({ reason: text`${score.accuracy} is no more than the champion's ${before.accuracy}` }),
      });
      return { winner: better.won, alert: better.otherwise };
    });

    return {
      champion: crown({ first: first.crowned, winner: contest.winner, champion }),
      accuracy: score.accuracy,
      alert: contest.alert,
    };
  },
);
