/** What may stand at the cursor: commands, options, choices, files, or names that only the coordinator knows. */
import type { Command } from "commander";
import { positionOf } from "./position.ts";

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** The shell may offer files as well. */
  readonly takesFiles: boolean;
}

/** What the coordinator knows. Empty lists where it cannot be asked. */
export interface KnownNames {
  runs(): Promise<readonly Candidate[]>;
  tasks(runId: string): Promise<readonly Candidate[]>;
  pipelines(): Promise<readonly Candidate[]>;
  agents(): Promise<readonly Candidate[]>;
  backfills(): Promise<readonly Candidate[]>;
  pools(): Promise<readonly Candidate[]>;
}

export async function candidatesFor(
  program: Command,
  words: readonly string[],
  names: KnownNames,
): Promise<Candidates> {
  const current = words.at(-1) ?? "";
  const { command, awaited, given } = positionOf(program, words.slice(0, -1));
  const found = current.startsWith("-")
    ? { candidates: optionsOf(command), takesFiles: false }
    : await valuesOf(command, awaited, given, names);
  return { ...found, candidates: found.candidates.filter(({ value }) => value.startsWith(current)) };
}

async function valuesOf(
  command: Command,
  awaited: ReturnType<typeof positionOf>["awaited"],
  given: readonly string[],
  names: KnownNames,
): Promise<Candidates> {
  if (awaited === null) return { candidates: subcommandsOf(command), takesFiles: false };
  if (awaited.argChoices !== undefined) return noFiles(awaited.argChoices.map((value) => ({ value, description: "" })));
  switch (awaited.name()) {
    case "run":
      return noFiles(await names.runs());
    case "task":
    case "tasks":
      return noFiles(await names.tasks(given[0] ?? ""));
    case "pipeline":
      return noFiles(await names.pipelines());
    case "backfill":
      return noFiles(await names.backfills());
    case "agent":
      return noFiles(await names.agents());
    case "pool":
      return noFiles(await names.pools());
    case "shell":
      return noFiles(["bash", "zsh", "fish"].map((value) => ({ value, description: "" })));
    case "file|pipeline":
      return { candidates: await names.pipelines(), takesFiles: true };
    default:
      return { candidates: [], takesFiles: true };
  }
}

function noFiles(candidates: readonly Candidate[]): Candidates {
  return { candidates, takesFiles: false };
}

function subcommandsOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((inner) => ({ value: inner.name(), description: inner.summary() || inner.description() }));
}

function optionsOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description }) => (long ? [{ value: long, description }] : []));
}
