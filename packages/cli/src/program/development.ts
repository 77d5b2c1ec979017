/** plan, apply, dev: from a file to what is applied. */
import type { Command } from "commander";
import { withConnection, withOutput, withParams } from "../options.ts";
import type { Act } from "../program.ts";

export function addDevelopment(program: Command, act: Act): void {
  program.commandsGroup("Develop:");
  const plan = program
    .command("plan")
    .summary("what applying a file would change")
    .description(
      "Bundles a file, checks its pipelines and says what applying them would change. Changes nothing. With parameters, checks those too.",
    )
    .argument("<file>", "a file that exports pipelines; file.ts:name for one of them");
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
