/**
 * `npm run cluster`: a real cluster on this machine, an example on it, and in the middle of that a `kill -9` of the
 * coordinator that leads. Tells what happens, and ends what it started.
 */
import { parseArgs } from "node:util";
import { openTerminal } from "@troupe/cli";
import { Workbench } from "@troupe/testing/process";
import { buildSite } from "../console/site.ts";
import { Advice } from "../quickstart/advice.ts";
import { prepareMachine } from "../quickstart/machine.ts";
import { createNarrator } from "../quickstart/narrator.ts";
import { exampleNames, isExampleName, prepareExample } from "./example.ts";
import { howToGoOn } from "./go-on.ts";
import { startCluster } from "./start-cluster.ts";
import { tellStory } from "./story.ts";
import { summary } from "./summary.ts";

const usage = `npm run cluster -- [options]

  --example NAME   what to run on it: ${exampleNames.join(" or ")}; default: retraining
  --keep           leave it running when the story is over, until Ctrl-C
  --json           say what came of it as JSON on stdout, too
  --install        install what is missing with apt (as root on Debian and Ubuntu it is done unasked)
`;

const began = performance.now();
const terminal = openTerminal(process, process.env);
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort(signal));
// A terminal that was closed takes no more words; what was started is stopped all the same.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => interrupted.abort("SIGHUP"));

const bench = new Workbench();
try {
  process.exitCode = await main(process.argv.slice(2)).catch(failed);
} finally {
  await bench.clear();
}
if (interrupted.signal.aborted) terminal.say("Stopped. Nothing is left running.");

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      example: { type: "string", default: "retraining" },
      keep: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      install: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const { style, say } = terminal;
  const { signal } = interrupted;
  if (!isExampleName(values.example)) {
    throw new Advice(`there is no example ${values.example}`, `Choose one: --example ${exampleNames.join(" or ")}.`);
  }
  say(style.bold("Troupe: a cluster loses its leader, and the run goes on\n"));
  prepareMachine("cluster", values.install, say);
  const { during } = createNarrator(terminal);
  const site = buildSite({ say: (text) => say(style.dim(`  ${text}`)) });
  site.catch(() => {});
  const example = await prepareExample(values.example, { during, install: values.install, say, signal });
  await site;
  const cluster = await startCluster(bench, { example, during, signal });
  const client = cluster.client();
  const story = await tellStory({ cluster, client, example, terminal, signal });
  say(`\n${summary(story, style)}`);
  if (values.json) terminal.out(JSON.stringify({ ...story, seconds: secondsSince(began) }));
  if (values.keep) await kept(await howToGoOn(cluster, story.run.id, style));
  else say(style.dim(`\nAll of this took ${Math.round(secondsSince(began))} s. Nothing is left running.`));
  return story.isWhole ? 0 : 1;
}

async function kept(words: string): Promise<void> {
  const { signal } = interrupted;
  terminal.say(`\n${words}`);
  if (signal.aborted) return;
  // A signal's handler alone keeps no process alive.
  const alive = setInterval(() => undefined, 2 ** 30);
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  clearInterval(alive);
}

function failed(error: unknown): number {
  if (interrupted.signal.aborted) return 130;
  const { style, say } = terminal;
  if (error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) {
    say(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (error instanceof Advice) say(`\n${style.bad("✗")} ${error.message}\n  ${error.todo}`);
  else say(`\n${style.bad("✗")} ${error instanceof Error ? error.stack : error}`);
  return 1;
}

function secondsSince(instant: number): number {
  return Number(((performance.now() - instant) / 1000).toFixed(1));
}
