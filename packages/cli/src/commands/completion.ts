/** troupe completion, and the hidden command that its scripts call on each Tab. */
import { TroupeError } from "@troupe/core";
import type { Client } from "@troupe/sdk/client";
import type { Command } from "commander";
import { type Candidate, candidatesFor, type KnownNames } from "../completion/candidates.ts";
import type { Context } from "../context.ts";

const shells = ["bash", "zsh", "fish"];
/** Whoever presses Tab waits. */
const askForMs = 700;

export async function completion(_context: Context, _program: Command, shell: string): Promise<void> {
  if (!shells.includes(shell)) {
    const message = `there is no completion for ${shell}; there is for ${shells.join(", ")}`;
    throw new TroupeError(message, { code: "USAGE", reaction: "reject" });
  }
  const { script } = await import("@bomb.sh/tab");
  script(shell, "troupe", "troupe");
}

/** The protocol of those scripts: a candidate a line, then what the shell may do (4: offer no files). */
export async function complete({ terminal }: Context, program: Command, words: readonly string[]): Promise<void> {
  const { candidates, takesFiles } = await candidatesFor(program, words, asked);
  for (const { value, description } of candidates) terminal.out(`${value}\t${description}`);
  terminal.out(takesFiles ? ":0" : ":4");
}

const asked: KnownNames = {
  runs: () =>
    ask(async (client) => {
      const runs = await client.runs({ limit: 30 });
      const ids = runs.map(({ id, pipeline, state }) => ({ value: id, description: `${pipeline}, ${state}` }));
      return [{ value: "@latest", description: "the newest run" }, ...ids];
    }),
  tasks: (runId) =>
    ask(async (client) => {
      const tasks = await (await client.run(runId)).tasks();
      return tasks.map(({ name, state }) => ({ value: name, description: state }));
    }),
  pipelines: () =>
    ask(async (client) => (await client.pipelines()).map(({ name, description }) => ({ value: name, description }))),
  pools: () =>
    ask(async (client) =>
      (await client.pools()).map(({ name, slots }) => ({ value: name, description: `${slots} slots` })),
    ),
  backfills: () =>
    ask(async (client) =>
      (await client.backfills.list({ limit: 30 })).map(({ id, pipeline, state }) => ({
        value: id,
        description: `${pipeline}, ${state}`,
      })),
    ),
  agents: () =>
    ask(async (client) => (await client.agents()).map(({ id, state }) => ({ value: id, description: state }))),
};

/** Nothing if the coordinator cannot be asked: a Tab is no place for an error. */
async function ask(question: (client: Client) => Promise<readonly Candidate[]>): Promise<readonly Candidate[]> {
  const { Client: Connecting } = await import("@troupe/sdk/client");
  await using client = new Connecting({ deadlineMs: askForMs });
  return await question(client).catch(() => []);
}
