/** dev, console, plan, apply: from a file to what is applied, and a look at it. */
import type { Command } from "commander";
import { withConnection, withOutput, withParams } from "../options.ts";
import type { Act } from "../program.ts";

export function addDevelopment(program: Command, act: Act): void {
  program.commandsGroup("Develop:");
  program
    .command("dev")
    .summary("coordinator and agent in this terminal")
    .description(
      "Starts a coordinator and an agent in one process. Runs and data stay when it ends. With --watch, the pipelines of a file or folder are applied now and whenever they change.",
    )
    .option("--watch <path>", "apply the pipelines of this file or folder, and again after each change")
    .option("--address <host:port>", "where to listen (TROUPE_ADDRESS)")
    .option("--http <host:port>", "where to listen for browsers (TROUPE_HTTP_ADDRESS)")
    .option("--data-dir <folder>", "where runs and artifacts are kept (TROUPE_DATA_DIR)")
    .option("--no-agent", "the coordinator alone")
    .option("--open", "open the console in a browser; not in CI, over ssh or without a display")
    .action((options) => act(async (context) => await (await import("../commands/dev.ts")).dev(context, options)));

  const console = program
    .command("console")
    .summary("open the console in a browser")
    .description(
      "Prints the address of the console, and in a terminal opens it in a browser. Where a token is asked for, the address holds it: whoever opens it is signed in, so keep it to yourself.",
    )
    .argument("[run]", "look at this run: its id, or @latest")
    .option("--no-open", "only print the address");
  withConnection(console).action((runId, options) =>
    act(async (context) => await (await import("../commands/console.ts")).openConsole(context, runId, options)),
  );

  const plan = program
    .command("plan")
    .summary("what applying a file would change")
    .description(
      "Bundles a file, checks its pipelines and says what applying them would change. Changes nothing. With parameters, checks those too.",
    )
    .argument("<file>", "a file that exports pipelines; file.ts:name for one of them")
    .option("--offline", "check what needs no coordinator, and say what was not checked")
    .option("--strict", "exit with 3 if there is any warning, or runs would be made to catch up; for CI");
  withConnection(withOutput(withParams(plan), ["json", "yaml", "name"])).action((file, options) =>
    act(async (context) => await (await import("../commands/plan.ts")).plan(context, file, options)),
  );

  const apply = program
    .command("apply")
    .summary("register the pipelines of a file")
    .description(
      "Bundles a file and registers its pipelines. The same sources again change nothing. Runs under way keep the version that they began with.",
    )
    .argument("<file>", "a file that exports pipelines; file.ts:name for one of them");
  withConnection(withOutput(apply, ["json", "yaml", "name"])).action((file, options) =>
    act(async (context) => await (await import("../commands/apply.ts")).apply(context, file, options)),
  );
}
