/** The steps that the type tests wire. */
import {
  artifact,
  check,
  command,
  evaluation,
  evaluationSet,
  passed,
  python,
  task,
  text,
  validated,
  z,
} from "@troupe/sdk";

export const Row = z.object({ feature_0: z.number(), feature_1: z.number(), target: z.int() });
export const Dataset = z.object({ rows: z.int(), table: artifact("csv", Row) });
export const Fit = z.object({ accuracy: z.number(), model: artifact("joblib") });
export const Version = z.object({ name: z.string(), version: z.int(), model: artifact("joblib") });
export const Holdout = evaluationSet("churn-holdout", artifact("csv", Row));
export const Recent = evaluationSet("churn-recent", artifact("csv", Row));

const Scores = { accuracy: z.number(), auc: z.number() };

export const extract = python("extract", { run: "extract.py", output: Dataset });
export const holdout = python("holdout", { run: "holdout.py", output: Holdout });
export const recent = python("recent", { run: "recent.py", output: Recent });
export const validate = check("validate", { of: Dataset, run: "validate.py:validate" });
export const inspect = check("inspect", { of: Dataset }, ({ rows }) => (rows > 0 ? [] : ["no rows"]));
export const train = python("train", {
  run: "train.py:train",
  input: { data: validated(Dataset), trees: z.int(), from: artifact("joblib").optional() },
  output: Fit,
  metrics: ["loss", "accuracy"],
});
export const evaluate = python("evaluate", {
  run: "evaluate.py",
  input: { model: artifact("joblib"), on: Holdout },
  output: evaluation(Holdout, Scores),
});
export const evaluateRecent = python("evaluate-recent", {
  run: "evaluate.py",
  input: { model: artifact("joblib"), on: Recent },
  output: evaluation(Recent, Scores),
});
export const track = python("track", { run: "track.py", output: z.object({ uri: z.url() }) });
export const register = python("register", {
  run: "register.py",
  input: { model: artifact("joblib"), run: z.object({ uri: z.url() }), as: z.string() },
  output: Version,
});
export const deploy = python("deploy", {
  input: { model: passed(artifact("joblib")), to: z.enum(["production", "staging"]) },
  run: "serve.py:app",
  output: z.object({ url: z.url() }),
});
export const release = python("release", { input: { version: passed(Version, "production") }, run: "release.py" });
export const probe = task(
  "probe",
  { input: { url: z.url() }, output: z.object({ ok: z.boolean() }) },
  async ({ url }) => ({ ok: (await fetch(`${url}/predict`)).ok }),
);
export const alert = task("alert-data-science-team", { input: { accuracy: z.number() } }, ({ accuracy }) =>
  console.log(accuracy),
);
export const report = task("report", { input: { deployed: z.object({ url: z.url() }).optional() } }, () => {});
export const convert = command("convert", {
  input: { table: artifact("csv"), rows: z.int() },
  run: ({ table, rows }) => ["head", text`--lines=${rows}`, "-q", table],
});
