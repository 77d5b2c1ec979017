/** What passes between the steps of all eight pipelines. */
import { artifact, evaluation, evaluationSet, z } from "@troupe/sdk";

const Customer = z.object({
  /** Months. */
  tenure: z.number(),
  monthly: z.number(),
  calls: z.number(),
  /** 1 with a contract of a year. */
  yearly: z.number(),
  churned: z.number(),
});

export const Customers = z.object({ rows: z.int(), table: artifact("csv", Customer) });
export const Features = z.object({ rows: z.int(), table: artifact("npz") });

/** A trained forest, and how it did on what was kept back from its training data. */
export const Model = z.object({ trees: z.int(), depth: z.int(), accuracy: z.number(), file: artifact("joblib") });

/** Customers that no model learns from: the same for every run, so that runs compare. */
export const Holdout = evaluationSet("customers-kept-back", Customers);
export const Score = evaluation(Holdout, { accuracy: z.number(), precision: z.number(), recall: z.number() });

/** A model that was measured on the holdout. */
export const Judged = z.object({ model: Model, accuracy: z.number() });

/** A model in the registry: its version is its digest. */
export const Deployment = z.object({
  band: z.enum(["production", "staging"]),
  version: z.string(),
  location: z.string(),
  model: Model,
});

export const Alert = z.object({ reason: z.string() });

/** What a server needs, in one file. */
export const Image = z.object({ image: artifact("tar"), accuracy: z.number() });
export const Release = z.object({ version: z.string(), location: z.string() });

/** What the model said for a while, and what became of it. */
export const Inferences = z.object({ count: z.int(), rows: artifact("npz") });
export const Performance = z.object({ accuracy: z.number(), precision: z.number(), recall: z.number() });
export const Drift = z.object({ drifted: z.array(z.string()), hasDrifted: z.boolean(), leastP: z.number() });
