/** coordinator, agent, status, drain, doctor and the rest: the machines. */
import type { Command } from "commander";
import { wholeNumber, withConnection, withOutput } from "../options.ts";
import type { Act } from "../program.ts";

function addPool(program: Command, act: Act): void {
  const pool = program
    .command("pool")
    .helpCommand(false)
    .summary("make, change and delete pools")
    .description(
      "Pools are named amounts of what is scarce: steps that name one take slots of it while agents have them.",
    );
  const set = pool
    .command("set")
    .description(
      "Makes a pool, or changes it. With fewer slots than are held, nothing of it starts until that many are given back. One named default holds for every step that names none.",
    )
    .argument("<pool>", "its name")
    .requiredOption("--slots <number>", "how many there are", wholeNumber)
    .option("--description <text>", "for people");
  withConnection(set).action((name, options) =>
    act(async (context) => await (await import("../commands/pool.ts")).setPool(context, name, options)),
  );
  const remove = pool
    .command("delete")
    .description("Deletes a pool that no task holds or waits for.")
    .argument("<pool>", "its name");
  withConnection(remove).action((name, options) =>
    act(async (context) => await (await import("../commands/pool.ts")).deletePool(context, name, options)),
  );
}

export function addOperation(program: Command, act: Act): void {
  program.commandsGroup("Operate:");
  program
    .command("coordinator")
    .summary("run a coordinator")
    .description(
      "Runs a coordinator until it is told to end. It listens on this machine only, unless a token file is given.",
    )
    .action((options) =>
      act(async (context) => await (await import("../commands/coordinator.ts")).coordinator(context, options)),
    );
  program
    .command("agent")
    .summary("run an agent")
    .description(
      "Runs an agent until it is told to end: it offers this machine's CPUs, memory and GPUs to a coordinator. What runs goes on without it, and is taken up by the next one.",
    )
    .action((options) => act(async (context) => await (await import("../commands/agent.ts")).agent(context, options)));

  const status = program
    .command("status")
    .summary("the cluster: who leads, its store, its load")
    .description("Shows who leads, which coordinators there are, and how store, NATS and agents do.");
  withConnection(withOutput(status, ["json", "yaml", "name"])).action((options) =>
    act(async (context) => await (await import("../commands/status.ts")).status(context, options)),
  );

  const reclaim = program
    .command("reclaim")
    .summary("give space of the state store back")
    .description(
      "Throws the history of etcd away, gives what that frees back to the disk and ends its alarm, so that a store that was full takes writes again. Each member of etcd stands still meanwhile, seconds for each gigabyte. Embedded, there is nothing to reclaim.",
    );
  withConnection(withOutput(reclaim, ["json", "yaml"])).action((options) =>
    act(async (context) => await (await import("../commands/status.ts")).reclaim(context, options)),
  );

  const prune = program
    .command("prune")
    .summary("remove runs that are not kept any more")
    .description(
      "Removes the runs that are older, or more, than their pipeline keeps (its `retention`, else the coordinator's --keep-runs-for and --keep-runs), and results that count for later runs no more. The leader does it every six hours by itself. A run that is live, the newest of its pipeline that succeeded, and what one of those that stay came from or still needs are never removed.",
    )
    .option("--dry-run", "say what would go, and remove nothing");
  withConnection(withOutput(prune, ["json", "yaml"])).action((options) =>
    act(async (context) => await (await import("../commands/prune.ts")).prune(context, options)),
  );

  const drain = program
    .command("drain")
    .summary("no new work for an agent")
    .description("Gives an agent no new work; what it runs goes on. With --resume, it takes work again.")
    .argument("<agent>", "its id")
    .option("--resume", "take work again");
  withConnection(drain).action((id, options) =>
    act(async (context) => await (await import("../commands/drain.ts")).drain(context, id, options)),
  );

  addPool(program, act);

  const notify = program
    .command("notify")
    .helpCommand(false)
    .summary("try out who is told of runs")
    .description("Tries out the connections that pipelines notify by. They stand in the coordinators' own file.");
  const notifyTest = notify
    .command("test")
    .summary("send a test message")
    .description("Sends a test message by a connection, and says what came of it.")
    .argument("<connection>", "its name in the coordinators' file")
    .option("--to <address...>", "to whom, for an e-mail");
  withConnection(notifyTest).action((name, options) =>
    act(async (context) => await (await import("../commands/notify.ts")).notifyTest(context, name, options)),
  );

  const doctor = program
    .command("doctor")
    .summary("check this machine")
    .description(
      "Checks what Troupe needs on this machine, and says how to mend what is missing. Exits with 1 if something is.",
    );
  withConnection(withOutput(doctor, ["json", "yaml"])).action((options) =>
    act(async (context) => await (await import("../commands/doctor.ts")).doctor(context, options)),
  );

  program
    .command("completion")
    .summary("completion for your shell")
    .description("Prints a script that completes commands, options, and names that the coordinator knows.")
    .argument("<shell>", "bash, zsh or fish")
    .addHelpText(
      "after",
      `\nbash: troupe completion bash > ~/.local/share/bash-completion/completions/troupe\nzsh:  source <(troupe completion zsh)\nfish: troupe completion fish > ~/.config/fish/completions/troupe.fish`,
    )
    .action((shell) =>
      act(async (context) => await (await import("../commands/completion.ts")).completion(context, program, shell)),
    );
  // What those scripts call.
  program
    .command("complete", { hidden: true })
    .argument("[words...]")
    .allowUnknownOption()
    .action((words) =>
      act(async (context) => await (await import("../commands/completion.ts")).complete(context, program, words)),
    );

  withOutput(program.command("version").description("the version, in full"), ["json", "yaml", "name"]).action(
    (options) => act(async (context) => await (await import("../commands/version.ts")).showVersion(context, options)),
  );
}
