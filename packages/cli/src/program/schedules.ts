/** pause, resume, backfill: pipelines that run by themselves. */
import { type Command, Option } from "commander";
import { atLeastOne, withConnection, withOutput, withParams } from "../options.ts";
import type { Act } from "../program.ts";

export function addSchedules(program: Command, act: Act): void {
  program.commandsGroup("Run:");
  const commands = () => import("../commands/schedules.ts");
  const pause = program
    .command("pause")
    .summary("stop a schedule for a while")
    .description(
      "Pauses a pipeline's schedule: no tick gets a run until it is resumed. Runs that are under way go on, and runs can be started by hand. Who did it, and why, stays with the schedule.",
    )
    .argument("<pipeline>", "a pipeline with a schedule")
    .option("--reason <text>", "why, kept with the schedule")
    .option("--by <name>", "who; default: you, as this machine knows you");
  withConnection(pause).action((pipeline, options) =>
    act(async (context) => await (await commands()).turn(context, pipeline, "pause", options)),
  );

  const resume = program
    .command("resume")
    .summary("let a paused schedule go on")
    .description(
      "Resumes a pipeline's schedule. What becomes of the ticks that passed meanwhile its catchup says: none of them gets a run, the latest, or all.",
    )
    .argument("<pipeline>", "a pipeline with a schedule")
    .option("--reason <text>", "why, kept with the schedule")
    .option("--by <name>", "who; default: you, as this machine knows you");
  withConnection(resume).action((pipeline, options) =>
    act(async (context) => await (await commands()).turn(context, pipeline, "resume", options)),
  );

  const backfill = program
    .command("backfill")
    .summary("run a pipeline for intervals of the past")
    .description(
      "Runs a pipeline once for each interval of its schedule between two instants, on the version that is applied now. With --dry-run it only lists them, and says which have a run that succeeded. troupe get backfills shows how far each is, troupe cancel ends one, and troupe rerun runs again the intervals of one that did not succeed.",
    )
    .argument("<pipeline>", "a pipeline with a schedule")
    .requiredOption("--from <date>", "intervals that begin then or later: 2026-01-01, in the schedule's time zone")
    .requiredOption("--to <date>", "intervals that end then or earlier: 2026-02-01 is up to the end of January")
    .option("--parallel <number>", "how many runs at once, up to 100; default: 1", atLeastOne)
    .addOption(new Option("--order <order>", "which intervals come first").choices(["oldest", "newest"]))
    .option("--missing", "only intervals that have no run that succeeded");
  withParams(backfill)
    .option("--dry-run", "only list the intervals")
    .option("--by <name>", "who; default: you, as this machine knows you")
    .option("--request-id <id>", "the same id again answers with the same backfill");
  withConnection(withOutput(backfill, ["json", "yaml", "name"])).action((pipeline, options) =>
    act(async (context) => await (await import("../commands/backfills.ts")).backfill(context, pipeline, options)),
  );
}
