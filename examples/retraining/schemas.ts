/** What passes between the steps: one declaration for the compiler, for the check at submit, and for the check at run time. */
import { artifact, evaluation, evaluationSet, z } from "@troupe/sdk";

type Octal = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
const octal: readonly Octal[] = [0, 1, 2, 3, 4, 5, 6, 7];

/** `p00` … `p77`: the ink of each pixel by row and column, from 0 to 16. */
const pixels = Object.fromEntries(octal.flatMap((row) => octal.map((column) => [`p${row}${column}`, z.int()])));
const Image = z.object({ ...(pixels as Record<`p${Octal}${Octal}`, z.ZodInt>), digit: z.int() });

/** Eight by eight images with the digit that each shows, as they come from the source. */
export const Images = z.object({ rows: z.int(), table: artifact("csv", Image) });

/** What a model learns from: an array of numbers per image, and its digit. */
export const Features = z.object({ rows: z.int(), columns: z.int(), table: artifact("npz") });

/** How to train one candidate. */
export const Setting = z.object({ hidden: z.int().min(1), rate: z.number().positive() });

export const Candidate = z.object({
  setting: Setting,
  /** On images that were kept back from the training data: what candidates are compared by. */
  accuracy: z.number(),
  model: artifact("joblib"),
});

/** Images of people whose handwriting no model was trained on. The same for every run, so that runs compare. */
export const Holdout = evaluationSet("digits-of-other-people", Images);
export const Score = evaluation(Holdout, { accuracy: z.number(), mistakes: z.int() });

/** A candidate that has been measured against the champion. */
export const Challenger = z.object({
  model: artifact("joblib"),
  setting: Setting,
  accuracy: z.number(),
  /** Accuracy of the champion on the same images; null if there is none yet. */
  toBeat: z.number().nullable(),
  isBetter: z.boolean(),
});

export const Band = z.enum(["production", "staging"]);

export const Deployment = z.object({
  band: Band,
  model: artifact("joblib"),
  accuracy: z.number(),
  /** Where servers find it. */
  location: z.string(),
  run: z.string(),
});
