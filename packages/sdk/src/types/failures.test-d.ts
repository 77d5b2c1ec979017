/** What happens when things go wrong: a wrong name or unit does not compile. */
import {
  command,
  email,
  failWhen,
  markWhen,
  NonRetryable,
  pipeline,
  plateau,
  python,
  slack,
  stopWhen,
  task,
  webhook,
  z,
} from "@troupe/sdk";

const run = "train.py:train";

python("typed", {
  run,
  metrics: ["loss", "accuracy"],
  rules: [
    stopWhen("accuracy", { gte: 0.99 }),
    failWhen("loss", { isNaN: true }),
    markWhen("loss", { gt: 10, points: 3 }),
    plateau("loss", { window: 10, minDelta: 0.001, goal: "min", do: "stop" }),
  ],
});
// Without a list of names, any.
python("untyped", { run, rules: [failWhen("whatever", { isInfinite: true })] });
// @ts-expect-error the step reports no metric of that name
python("misspelt", { run, metrics: ["loss"], rules: [failWhen("los", { isNaN: true })] });
// @ts-expect-error nor one of that name
task("function", { metrics: ["loss"], rules: [plateau("accuracy", { window: 10 })] }, () => {});
// @ts-expect-error a rule asks for something
stopWhen("loss", {});
// @ts-expect-error a plateau has a length
plateau("loss", { minDelta: 0.1 });

command("limited", {
  run: () => ["true"],
  resources: { memory: "2GiB" },
  retries: {
    max: 3,
    only: { exitCodes: [75], errors: ["TimeoutError"] },
    never: { errors: ["ValueError"] },
    memoryOnOom: 2,
    maxMemory: "16GiB",
  },
  timeout: "1h",
  within: "6h",
  watchdog: { stalls: "10m", do: "restart" },
});
// @ts-expect-error an exit code is a number
command("text-code", { run: () => ["true"], retries: { max: 1, only: { exitCodes: ["75"] } } });
// @ts-expect-error a duration has a unit
command("no-unit", { run: () => ["true"], within: "6" });
// @ts-expect-error it restarts or fails
command("no-such", { run: () => ["true"], watchdog: { stalls: "1m", do: "ignore" } });

pipeline("told", { notify: [slack("ml"), email(["a@b.de"], { on: ["succeeded"] }), webhook("ops")] }, () => {});
// @ts-expect-error a run does not end that way
slack("ml", { on: ["exploded"] });
// @ts-expect-error to somebody
email([]);
// @ts-expect-error a name is no rule
pipeline("untold", { notify: ["ml"] }, () => {});

task("checkpoints", { output: z.number() }, async (_, context) => {
  await context.saveCheckpoint("/tmp/a.ckpt", { step: 1 });
  if (context.checkpoint === null) throw new NonRetryable("nothing to go on from");
  const { path, step }: { readonly path: string; readonly step: number | null } = context.checkpoint;
  return (step ?? 0) + path.length;
});
