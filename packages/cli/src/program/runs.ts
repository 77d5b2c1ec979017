/** run, watch, release, prioritize, rerun, mark, approve, cancel: what starts runs and ends them. */
import { Argument, type Command, Option } from "commander";
import { collect, priorityNumber, withConnection, withOutput, withParams } from "../options.ts";
import type { Act } from "../program.ts";

export function addRuns(program: Command, act: Act): void {
  program.commandsGroup("Run:");
  const run = program
    .command("run")
    .summary("apply a file, run it, watch it")
    .description(
      "Starts a run: of a file, which is applied first, or of a pipeline that is applied. Stays until the run ends, and exits as it ended: 0 succeeded, 1 failed, 6 cancelled, 124 timed out.",
    )
    .argument("<file|pipeline>", "churn.ts, churn.ts:name, or the name of an applied pipeline");
  withParams(run)
    .addOption(new Option("-w, --watch", "stay until the run ends (default)").conflicts("detach"))
    .option("-d, --detach", "print the run's id and leave")
    .option("--no-cache", "make every result, and take none from the cache")
    .option(
      "--priority <minutes>",
      "head start over what came at the same time; default: its pipeline's",
      priorityNumber,
    )
    .option(
      "--interval-start <instant>",
      "what the run is about, of a pipeline with a schedule; default: its last interval",
    )
    .option("--interval-end <instant>", "its end; goes with --interval-start")
    .option("--request-id <id>", "the same id again answers with the same run");
  withConnection(withOutput(run, ["json", "yaml", "name"])).action((subject, options) =>
    act(async (context) => await (await import("../commands/run.ts")).run(context, subject, options)),
  );

  const publish = program
    .command("publish")
    .summary("a new revision of a dataset")
    .description(
      "Publishes a revision of a dataset from outside of any run. It starts what the dataset starts. Artifacts in the value are named by kind, digest and size, and must have been uploaded.",
    )
    .argument("<dataset>", "its name: churn/features")
    .requiredOption("--value <file>", "the value as JSON or YAML; - for stdin")
    .option("--request-id <id>", "the same id again answers with the same revision");
  withConnection(withOutput(publish, ["json", "yaml", "name"])).action((name, options) =>
    act(async (context) => await (await import("../commands/datasets.ts")).publish(context, name, options)),
  );

  const watch = program
    .command("watch")
    .summary("look at a run until it ends")
    .description("Shows a run's tasks as they go, and exits as the run ended.")
    .argument("<run>", "a run's id, or @latest");
  withConnection(withOutput(watch, ["json", "yaml", "name"])).action((runId, options) =>
    act(async (context) => await (await import("../commands/watch.ts")).watch(context, runId, options)),
  );

  const release = program
    .command("release")
    .summary("let a waiting run begin")
    .description(
      "Lets a run begin before its turn, that waits for others of its pipeline to end. In a strict sequence that a failed run has stopped, those behind it go on as well.",
    )
    .argument("<run>", "a run's id, or @latest");
  withConnection(release).action((runId, options) =>
    act(async (context) => await (await import("../commands/release.ts")).release(context, runId, options)),
  );

  const prioritize = program
    .command("prioritize")
    .summary("give a run another place in the queue")
    .description(
      "Gives a live run another priority: a head start of so many minutes over what came at the same time, for all of it that waits now or later. Less than 0 lets others go first.",
    )
    .argument("<run>", "a run's id")
    .argument("<minutes>", "-10000 to 10000; 0 is the default of pipelines", priorityNumber);
  withConnection(prioritize).action((runId, priority, options) =>
    act(
      async (context) =>
        await (await import("../commands/prioritize.ts")).prioritize(context, runId, priority, options),
    ),
  );

  const rerun = program
    .command("rerun")
    .alias("retry")
    .summary("run again what an ended run did not achieve")
    .description(
      "Makes a new run of one that has ended, with its parameters and its interval. By default tasks that succeeded keep their results, and what failed or never ran is done now. Exits as `troupe run` does.",
    )
    .argument("<run>", "a run's id, or @latest; or a backfill's id, to run its failed intervals again")
    .option("--from <task>", "run this task or step again, and all that needs it; repeatable", collect)
    .addOption(
      new Option("--only <task>", "run this again, and nothing that needs it; repeatable")
        .argParser(collect)
        .conflicts(["from", "all"]),
    )
    .addOption(new Option("--all", "run everything again").conflicts("from"))
    .addOption(
      new Option("--code <which>", "as it was then, or as it is applied now; needed if they differ").choices([
        "same",
        "current",
      ]),
    )
    .option("--mark <task=json>", "take this as the task's result; repeatable", collect)
    .option("--reason <text>", "why, kept with each mark")
    .option("--dry-run", "only say what would run again, and why")
    .option("-d, --detach", "print the new run's id and leave")
    .option("--request-id <id>", "the same id again answers with the same run");
  withConnection(withOutput(rerun, ["json", "yaml", "name"])).action((runId, options) =>
    act(async (context) => await (await import("../commands/rerun.ts")).rerun(context, runId, options)),
  );

  const mark = program
    .command("mark")
    .summary("say how a task ends")
    .description(
      "Ends a task of a live run as a person says: with a result that its step could have yielded, or as failed. If it runs, its attempt is told to stop first. Who did it, and why, stays in the run's history.",
    )
    .argument("<run>", "a run's id")
    .argument("<task>", "the task's name: train, or 'train[0]'")
    .addArgument(new Argument("<as>", "how it ends").choices(["succeeded", "failed"]))
    .option("--result <json>", "what it yields, for what needs it")
    .option("--reason <text>", "why, kept with the task");
  withConnection(mark).action((runId, task, as, options) =>
    act(async (context) => await (await import("../commands/mark.ts")).mark(context, runId, task, as, options)),
  );

  const approve = program
    .command("approve")
    .summary("answer what a run asks")
    .description(
      "Approves what a run waits for, or rejects it. The first answer counts; who answers second is told who was first. troupe get approvals lists what is open.",
    )
    .argument("<run>", "a run's id, or @latest")
    .argument("<task>", "the task that asks: release, or 'review[0]'")
    .option("--reject", "say no")
    .option("--reason <text>", "why, kept with the answer")
    .option("--by <name>", "who says so; default: you, as this machine knows you");
  withConnection(approve).action((runId, task, options) =>
    act(async (context) => await (await import("../commands/approve.ts")).approve(context, runId, task, options)),
  );

  const cancel = program
    .command("cancel")
    .summary("end a run, or tasks of it")
    .description(
      "Asks a run to end: what waits is dropped, what runs is told to stop and killed after its grace. With --task, only those tasks end; what needs them is skipped, and the rest of the run goes on.",
    )
    .argument("<run>", "a run's id, or @latest; or a backfill's id, to end it and its runs")
    .option("-t, --task <name>", "end only this task; repeatable", collect)
    .option("--reason <text>", "kept with the run");
  withConnection(cancel).action((runId, options) =>
    act(async (context) => await (await import("../commands/cancel.ts")).cancel(context, runId, options)),
  );
}
