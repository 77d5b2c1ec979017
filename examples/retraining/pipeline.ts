/** Retrains a reader of handwritten digits on all that is labelled by now, and deploys it if it is good, and better. */
import { allOf, check, gate, gte, holds, map, pipeline, previous, python, validated, when, z } from "@troupe/sdk";
import { alert, best, compare, crown, deploy } from "./decisions.ts";
import { Candidate, Deployment, Features, Holdout, Images, Score, Setting } from "./schemas.ts";

const requirements = "requirements.txt";

export const extract = python("extract", {
  run: "steps/extract.py:extract",
  input: { images: z.int(), damage: z.enum(["none", "nulls", "scale"]) },
  output: Images,
  requirements,
});

export const holdout = python("holdout", { run: "steps/extract.py:holdout", output: Holdout, requirements });

export const validate = check("validate", { of: Images, run: "steps/validate.py:validate" });

export const features = python("features", {
  run: "steps/features.py:features",
  input: { images: validated(Images) },
  output: Features,
  requirements,
});

export const train = python("train", {
  run: "steps/train.py:train",
  input: { features: Features, setting: Setting, epochs: z.int(), seed: z.int() },
  output: Candidate,
  metrics: ["loss", "accuracy"],
  requirements,
  retries: { max: 1, backoff: "2s" },
  timeout: "5m",
});

export const evaluate = python("evaluate", {
  run: "steps/evaluate.py:evaluate",
  input: { model: Candidate.shape.model, on: Holdout },
  output: Score,
  requirements,
});

export default pipeline(
  "retraining",
  {
    description: "Retrain a reader of handwritten digits; deploy it if it is good enough and better than the last",
    params: {
      /** How many of the images are labelled by now. With more of them the models get better. */
      images: z.int().min(100).max(1297).default(1000),
      settings: z
        .array(Setting)
        .min(1)
        .default([
          { hidden: 32, rate: 0.003 },
          { hidden: 64, rate: 0.003 },
          { hidden: 128, rate: 0.003 },
        ]),
      epochs: z.int().min(1).max(500).default(40),
      seed: z.int().default(7),
      /** Least accuracy on the holdout, by band. */
      production: z.number().default(0.9),
      staging: z.number().default(0.85),
      /** The folder in which servers look for models, on the machine that deploys. */
      registry: z.string().default("/tmp/troupe-models"),
      /** Spoils the extracted data, to see the check at work. */
      damage: z.enum(["none", "nulls", "scale"]).default("none"),
    },
  },
  ({ params }) => {
    const images = validate(extract({ images: params.images, damage: params.damage }));
    const data = features({ images });
    const candidates = map(params.settings, (setting) =>
      train({ features: data, setting, epochs: params.epochs, seed: params.seed }),
    );
    const candidate = best({ candidates });

    // The champion is measured again, on the same images as the challenger: a score from long ago would not compare.
    const on = holdout();
    const { champion } = previous(z.object({ champion: Deployment.nullable() }));
    const challenger = compare({
      candidate,
      score: evaluate({ model: candidate.model, on }),
      champion: when("has-champion", champion, ({ model }) => evaluate({ model, on }, { id: "evaluate-champion" })),
    });

    const { registry } = params;
    const better = holds(challenger.isBetter);
    const outcome = gate("quality", challenger, {
      production: [
        allOf(better, gte(challenger.accuracy, params.production)),
        (challenger) => deploy({ challenger, band: "production", registry }),
      ],
      staging: [
        allOf(better, gte(challenger.accuracy, params.staging)),
        (challenger) => deploy({ challenger, band: "staging", registry }, { id: "deploy-staging" }),
      ],
      otherwise: (challenger) => alert({ challenger, staging: params.staging }),
    });

    return {
      champion: crown({ production: outcome.production, staging: outcome.staging, champion }),
      challenger,
      alert: outcome.otherwise,
    };
  },
);
