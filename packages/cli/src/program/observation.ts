/** get, describe, logs, metrics: what is and what was. */
import { causeKinds } from "@troupe/core";
import { type Command, Option } from "commander";
import { atLeastOne, collect, lineCount, withConnection, withOutput } from "../options.ts";
import type { Act } from "../program.ts";

const runStates = ["waiting", "running", "cancelling", "succeeded", "failed", "cancelled", "timed-out"];
const latest = "a run's id, or @latest";

export function addObservation(program: Command, act: Act): void {
  program.commandsGroup("Observe:");
  addGet(program, act);
  addDescribe(program, act);
  const explain = program
    .command("explain")
    .summary("why a task has not started")
    .description(
      "Says in one sentence why a task waits, and then: what it waits for, the pools and keys that are full and who holds them, what each agent lacks, its place in the queue, and what would let it go on. Without a task: the first one that nobody has.",
    )
    .argument("<run>", latest)
    .argument("[task]", "the task's name: train, or 'train[0]'");
  withConnection(withOutput(explain, ["json", "yaml"])).action((runId, task, options) =>
    act(async (context) => await (await import("../commands/explain.ts")).explain(context, runId, task, options)),
  );
  const diff = program
    .command("diff")
    .summary("what has changed between two versions of a pipeline")
    .description(
      "Says what the current version of a pipeline changes in the one before it, or what TO changes in FROM. A version is given by the digits with which its digest begins; troupe get versions lists them. With -o json: both specs in full.",
    )
    .argument("<pipeline>", "its name")
    .argument("[from]", "a version; default: the one before the current one")
    .argument("[to]", "a version; default: the current one");
  withConnection(withOutput(diff, ["json", "yaml", "name"])).action((pipeline, from, to, options) =>
    act(
      async (context) =>
        await (await import("../commands/versions.ts")).diff(
          context,
          pipeline,
          [from, to].filter((version) => version !== undefined),
          options,
        ),
    ),
  );
  const logs = program
    .command("logs")
    .summary("what tasks wrote")
    .description(
      "Prints what a task wrote, as it is. Without a task, or with several, each line has its task before it.",
    )
    .argument("<run>", latest)
    .argument("[tasks...]", "names of tasks; the name of a map's step means all of its tasks")
    .option("-f, --follow", "go on until the task, or the run, has ended")
    .option("--attempt <number>", "which attempt; default: the last", atLeastOne)
    .addOption(new Option("--stream <stream>", "one stream only").choices(["stdout", "stderr", "messages"]))
    .option("--tail <lines>", "only the last lines of each stream", lineCount);
  withConnection(logs).action((runId, tasks, options) =>
    act(async (context) => await (await import("../commands/logs.ts")).logs(context, runId, tasks, options)),
  );

  const download = program
    .command("download")
    .summary("an artifact of a task")
    .description(
      "Fetches an artifact that a task has yielded, and checks it against its digest. A file is there only when it is whole. troupe get artifacts lists what there is.",
    )
    .argument("<run>", latest)
    .argument("<task>", "the task's name: train, or 'train[0]'")
    .argument("[field]", "where it stands in the task's output: file; needed if there are several")
    .option("-o, --output <file>", "where to write it, - for stdout; default: named after task, field and kind, here");
  withConnection(download).action((runId, task, field, options) =>
    act(
      async (context) =>
        await (await import("../commands/artifacts.ts")).download(context, runId, task, field, options),
    ),
  );

  const lineage = program
    .command("lineage")
    .summary("what made an artifact, and what used it")
    .description(
      "Says which run and task made an artifact, with which params, and what read it, as far as runs are kept. troupe get artifacts lists the digests of a run.",
    )
    .argument("<digest>", "of the artifact: sha256:…")
    .option("--limit <number>", "readers that are shown, newest first", atLeastOne, 100);
  withConnection(withOutput(lineage, ["json", "yaml", "name"])).action((digest, options) =>
    act(async (context) => await (await import("../commands/lineage.ts")).lineage(context, digest, options)),
  );

  const metrics = program
    .command("metrics")
    .summary("what tasks measured")
    .description("Prints a line for each metric of each task, or with --follow a line for each point as it comes.")
    .argument("<run>", latest)
    .option("-t, --task <name>", "of one task")
    .option("-n, --name <metric>", "this metric; repeatable", collect)
    .option("--system", "also what tasks used of their machines: system.cpu, system.memory, system.gpu.…")
    .option("-f, --follow", "go on until the run has ended");
  withConnection(withOutput(metrics)).action((runId, options) =>
    act(async (context) => await (await import("../commands/metrics.ts")).metrics(context, runId, options)),
  );
}

function addGet(program: Command, act: Act): void {
  const get = program
    .command("get")
    .helpCommand(false)
    .summary(
      "list pipelines, versions, runs, tasks, schedules, backfills, datasets, artifacts, approvals, waits, pools, agents",
    )
    .description("Lists things.");
  const commands = () => import("../commands/get.ts");
  const list = (name: string, alias: string, description: string): Command =>
    withOutput(get.command(name).alias(alias).description(description));

  withConnection(list("pipelines", "pipeline", "pipelines that are applied")).action((options) =>
    act(async (context) => await (await commands()).getPipelines(context, options)),
  );
  const versions = list("versions", "version", "versions of a pipeline, newest first")
    .argument("<pipeline>", "its name")
    .option("--limit <number>", "how many at most", atLeastOne, 20);
  withConnection(versions).action((pipeline, options) =>
    act(async (context) => await (await import("../commands/versions.ts")).getVersions(context, pipeline, options)),
  );
  const runs = list("runs", "run", "runs, newest first")
    .option("--pipeline <name>", "of one pipeline")
    .addOption(new Option("--state <state...>", "in these states").choices(runStates))
    .addOption(new Option("--cause <kind>", "made for this kind of reason").choices([...causeKinds]))
    .option("--parent <run>", "that this run had made: by a task of it, or by being repeated")
    .option("--dataset <name>", "made with a revision of this dataset")
    .option("--limit <number>", "how many at most", atLeastOne, 20);
  withConnection(runs).action((options) => act(async (context) => await (await commands()).getRuns(context, options)));
  withConnection(list("tasks", "task", "tasks of a run").argument("<run>", latest)).action((runId, options) =>
    act(async (context) => await (await commands()).getTasks(context, runId, options)),
  );
  withConnection(list("datasets", "dataset", "datasets and their newest revision")).action((options) =>
    act(async (context) => await (await import("../commands/datasets.ts")).getDatasets(context, options)),
  );
  withConnection(list("artifacts", "artifact", "artifacts of a run's tasks").argument("<run>", latest)).action(
    (runId, options) =>
      act(async (context) => await (await import("../commands/artifacts.ts")).getArtifacts(context, runId, options)),
  );
  const approvals = list("approvals", "approval", "what runs ask people, oldest first")
    .option("--pipeline <name>", "of one pipeline")
    .option("--run <run>", "of one run, by its id");
  withConnection(approvals).action((options) =>
    act(async (context) => await (await import("../commands/approve.ts")).getApprovals(context, options)),
  );
  const waits = list(
    "waits",
    "wait",
    "tasks that wait for a time, a dataset, a person or another run, the longest first",
  )
    .option("--pipeline <name>", "of one pipeline")
    .option("--run <run>", "of one run, by its id");
  withConnection(waits).action((options) =>
    act(async (context) => await (await import("../commands/waits.ts")).getWaits(context, options)),
  );
  withConnection(list("pools", "pool", "pools: their slots, and what is held of them")).action((options) =>
    act(async (context) => await (await import("../commands/pool.ts")).getPools(context, options)),
  );
  withConnection(list("schedules", "schedule", "pipelines that run by themselves, and when")).action((options) =>
    act(async (context) => await (await import("../commands/schedules.ts")).getSchedules(context, options)),
  );
  const backfills = list("backfills", "backfill", "backfills, newest first")
    .option("--pipeline <name>", "of one pipeline")
    .option("--limit <number>", "how many at most", atLeastOne, 20);
  withConnection(backfills).action((options) =>
    act(async (context) => await (await import("../commands/backfills.ts")).getBackfills(context, options)),
  );
  withConnection(list("agents", "agent", "agents and what they have free")).action((options) =>
    act(async (context) => await (await commands()).getAgents(context, options)),
  );
}

function addDescribe(program: Command, act: Act): void {
  const describe = program
    .command("describe")
    .helpCommand(false)
    .summary("one thing in full")
    .description("Shows one thing in full.");
  const one = (name: string, description: string): Command =>
    withConnection(withOutput(describe.command(name).description(description), ["json", "yaml", "name"]));
  const commands = () => import("../commands/describe.ts");

  one("run", "a run, its outputs and its tasks")
    .argument("<run>", latest)
    .action((runId, options) => act(async (context) => await (await commands()).describeRun(context, runId, options)));
  one("task", "a task: inputs, output, every attempt")
    .argument("<run>", latest)
    .argument("<task>", "the task's name: train, or 'train[0]'")
    .action((runId, task, options) =>
      act(async (context) => await (await commands()).describeTask(context, runId, task, options)),
    );
  one("pipeline", "a pipeline: parameters and steps")
    .argument("<pipeline>", "its name")
    .action((name, options) =>
      act(async (context) => await (await commands()).describePipeline(context, name, options)),
    );
  one("dataset", "a dataset: its revisions, who makes them, and what they start")
    .argument("<dataset>", "its name: churn/features")
    .action((name, options) =>
      act(async (context) => await (await import("../commands/datasets.ts")).describeDataset(context, name, options)),
    );
  one("schedule", "a schedule: its next ticks, who paused it, what it passed over")
    .argument("<pipeline>", "the pipeline's name")
    .action((name, options) =>
      act(async (context) => await (await import("../commands/schedules.ts")).describeSchedule(context, name, options)),
    );
  one("backfill", "a backfill: how far it is, each interval and its run")
    .argument("<backfill>", "its id")
    .action((id, options) =>
      act(async (context) => await (await import("../commands/backfills.ts")).describeBackfill(context, id, options)),
    );
  one("agent", "an agent: resources, GPUs, what it runs")
    .argument("<agent>", "its id")
    .action((id, options) => act(async (context) => await (await commands()).describeAgent(context, id, options)));
}
