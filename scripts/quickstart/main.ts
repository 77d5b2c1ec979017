/**
 * `npm run quickstart`: examples/retraining on this machine, from nothing to a deployed model. Starts a coordinator and
 * an agent, runs the pipeline, says what came of it and how to go on, and stops what it started.
 */
import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openTerminal, runCli } from "@troupe/cli";
import { Client, type Run } from "@troupe/sdk/client";
import { buildSite } from "../console/site.ts";
import { Advice } from "./advice.ts";
import { refuseIfInUse, startDevServer } from "./dev-server.ts";
import { forgetRuns } from "./forget-runs.ts";
import { goOn } from "./go-on.ts";
import { prepareMachine, pythonVersion } from "./machine.ts";
import { createNarrator } from "./narrator.ts";
import { type Outputs, outcome } from "./outcome.ts";
import { prepareSteps } from "./prepare-steps.ts";

const usage = `npm run quickstart -- [options]

  --install               install what is missing with apt (as root on Debian and Ubuntu it is done unasked)
  --fresh                 forget the runs of earlier quickstarts, and with them the champion
  --data-dir FOLDER       where runs and Python environments are kept; default: .troupe/quickstart
  -p, --param NAME=VALUE  a parameter of the run, such as -p images=1297; repeatable
`;

// Where no index is in reach, the answer should not take minutes.
process.env.PIP_RETRIES ??= "1";
process.env.PIP_DEFAULT_TIMEOUT ??= "20";

const root = join(import.meta.dirname, "../..");
const began = performance.now();

const terminal = openTerminal(process, process.env);
const interrupted = new AbortController();
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
for (const signal of stopSignals) process.on(signal, () => interrupted.abort(signal));
// A terminal that was closed takes no more words; what was started is stopped all the same.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => interrupted.abort("SIGHUP"));

process.exitCode = await main(process.argv.slice(2)).catch(failed);
if (interrupted.signal.aborted) {
  terminal.say("Stopped. Nothing is left running.");
  process.exitCode = 130;
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      install: { type: "boolean", default: false },
      fresh: { type: "boolean", default: false },
      "data-dir": { type: "string", default: join(root, ".troupe/quickstart") },
      param: { type: "string", short: "p", multiple: true, default: [] },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const { style, say } = terminal;
  const { during } = createNarrator(terminal);
  say(style.bold("Troupe: retrain a model, judge it, deploy it\n"));
  await refuseIfInUse(resolve(values["data-dir"]));
  prepareMachine("quickstart", values.install, say);
  // Beside what takes longer the first time: each takes a core.
  const site = buildSite({ say: (text) => say(style.dim(`  ${text}`)) });
  site.catch(() => {});
  const steps = await during("Python environment with scikit-learn", (tell) =>
    prepareSteps({
      codeFolder: join(root, "examples/retraining"),
      dataDir: resolve(values["data-dir"]),
      installIsAsked: values.install,
      tell,
      signal: interrupted.signal,
    }),
  );
  const { dataDir, note } = steps;
  if (note !== null) say(style.warn(`  ${note}`));
  await using server = await during("Coordinator and agent", async () => {
    await site;
    await refuseIfInUse(dataDir);
    if (values.fresh) await forgetRuns(dataDir);
    return await startDevServer({ root, dataDir, env: { ...process.env, ...steps.env }, signal: interrupted.signal });
  });
  say(style.dim(`  Node ${process.versions.node}, Python ${pythonVersion(steps.python)}, on ${server.address}\n`));
  process.env.TROUPE_DATA_DIR = dataDir;
  await using client = new Client();
  const registry = join(dataDir, "models");
  const params = [`registry=${registry}`, ...values.param].flatMap((param) => ["-p", param]);
  const requestId = randomUUID();
  const code = await attend(client, requestId, ["run", steps.pipelineFile, ...params]);
  const run = await ownRun(client, requestId);
  // Refused, and why has been said; or interrupted before it began.
  if (run === null || interrupted.signal.aborted) return code;
  say(`\n${outcome(run, style)}\n`);
  say(goOn(run, { ...steps, logFile: server.logFile }, style));
  say(style.dim(`\nAll of this took ${Math.round((performance.now() - began) / 1000)} s.`));
  return code;
}

/** Ctrl-C cancels the run, also one that is just being submitted, and waits until its processes are gone. */
async function attend(client: Client, requestId: string, command: readonly string[]): Promise<number> {
  let isOver = false;
  const cancel = async (): Promise<void> => {
    terminal.say("\nCancelling the run…");
    for (let run: OwnRun | null = null; run === null && !isOver; await wait(100)) {
      run = await ownRun(client, requestId);
      if (run !== null) await (await client.run(run.id)).cancel("the quickstart was interrupted");
    }
  };
  const onAbort = (): void => void cancel().catch((error) => terminal.say(`It cannot be cancelled: ${error}`));
  interrupted.signal.throwIfAborted();
  interrupted.signal.addEventListener("abort", onAbort, { once: true });
  const host = { terminal, env: process.env, now: Date.now, onInterrupt: () => () => {} };
  try {
    return await runCli([...command, "--request-id", requestId], host);
  } finally {
    isOver = true;
  }
}

type OwnRun = Run<Outputs>;

/** Null as long as there is none. */
async function ownRun(client: Client, requestId: string): Promise<OwnRun | null> {
  const newest = await client.run("@latest", { pipeline: "retraining" }).catch(() => null);
  const run = await newest?.get();
  return run?.requestId === requestId ? (run as Run<unknown> as OwnRun) : null;
}

function failed(error: unknown): number {
  // What an interruption leaves undone is no failure.
  if (interrupted.signal.aborted) return 130;
  const { style, say } = terminal;
  if (isUsageError(error)) {
    say(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (error instanceof Advice) say(`\n${style.bad("✗")} ${error.message}\n  ${error.todo}`);
  else say(`\n${style.bad("✗")} ${error instanceof Error ? error.stack : error}`);
  return 1;
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
