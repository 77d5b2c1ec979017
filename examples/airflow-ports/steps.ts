/** The steps that the pipelines share. Each is declared once, and called wherever it is needed. */
import { check, python, task, validated, z } from "@troupe/sdk";
import {
  Alert,
  Customers,
  Drift,
  Features,
  Holdout,
  Image,
  Inferences,
  Judged,
  Model,
  Performance,
  Release,
  Score,
} from "./schemas.ts";

const requirements = "requirements.txt";
/** As the article has it: one more try, after five minutes. */
const retries = { max: 1, backoff: "5m" } as const;

export const fromDatabase = python("from-database", {
  run: "steps/ingest.py:from_database",
  input: { database: z.string(), until: z.string(), damage: z.enum(["none", "nulls"]).default("none") },
  output: Customers,
  retries,
});

export const holdout = python("holdout", {
  run: "steps/ingest.py:holdout",
  input: { database: z.string() },
  output: Holdout,
});

export const clean = python("clean", {
  run: "steps/prepare.py:clean",
  input: { customers: Customers },
  output: Customers,
  requirements,
});

export const sound = check("sound", { of: Customers, run: "steps/prepare.py:sound", requirements });

export const features = python("features", {
  run: "steps/prepare.py:features",
  input: { data: validated(Customers) },
  output: Features,
  requirements,
});

export const train = python("train", {
  run: "steps/learn.py:train",
  input: { features: Features, trees: z.int().min(1), depth: z.int().min(1).default(10) },
  output: Model,
  metrics: ["accuracy"],
  requirements,
  retries,
  timeout: "10m",
});

/** Two scores compare only if they were made on the same holdout, which is part of their type. */
export const evaluate = python("evaluate", {
  run: "steps/learn.py:evaluate",
  input: { model: Model.shape.file, on: Holdout },
  output: Score,
  requirements,
});

export const judge = task(
  "judge",
  { input: { model: Model, score: Score }, output: Judged },
  ({ model, score: { accuracy } }) => ({ model, accuracy }),
);

/** Somebody reads it in the run, and in what the pipeline's `notify` sends. */
export const alert = task("alert", { input: { reason: z.string() }, output: Alert }, ({ reason }, { log }) => {
  log.warn(reason);
  return { reason };
});

export const build = python("build", {
  run: "steps/serving.py:package",
  input: { model: Model },
  output: Image,
});

export const release = python("release", {
  run: "steps/serving.py:release",
  input: { image: Image.shape.image, name: z.string(), folder: z.string() },
  output: Release,
});

export const verify = python("verify", {
  run: "steps/serving.py:verify",
  input: { release: Release, on: Holdout },
  output: z.object({ asked: z.int(), right: z.int() }),
  requirements,
  timeout: "2m",
});

export const collect = python("collect", {
  run: "steps/monitor.py:collect",
  input: { database: z.string(), start: z.string(), end: z.string() },
  output: Inferences,
  requirements,
});

export const performance = python("performance", {
  run: "steps/monitor.py:performance",
  input: { inferences: Inferences },
  output: Performance,
  requirements,
});

export const drift = python("drift", {
  run: "steps/monitor.py:drift",
  input: { inferences: Inferences, baseline: Customers, alpha: z.number().default(0.05) },
  output: Drift,
  requirements,
});
