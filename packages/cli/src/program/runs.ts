/** run, watch, release, cancel: what starts runs and ends them. */
import { type Command, Option } from "commander";
import { withConnection, withOutput, withParams } from "../options.ts";
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
    .option("--request-id <id>", "the same id again answers with the same run");
  withConnection(withOutput(run, ["json", "yaml", "name"])).action((subject, options) =>
    act(async (context) => await (await import("../commands/run.ts")).run(context, subject, options)),
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

  const cancel = program
    .command("cancel")
    .summary("end a run")
    .description("Asks a run to end: what waits is dropped, what runs is told to stop and killed after its grace.")
    .argument("<run>", "a run's id, or @latest")
    .option("--reason <text>", "kept with the run");
  withConnection(cancel).action((runId, options) =>
    act(async (context) => await (await import("../commands/cancel.ts")).cancel(context, runId, options)),
  );
}
