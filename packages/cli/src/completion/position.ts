/** Where in the command's tree the cursor stands, from the words before it. Pure. */
import type { Argument, Command, Option } from "commander";

export interface Position {
  readonly command: Command;
  /** What is being written: the value of an option, or the next argument; null for one too many. */
  readonly awaited: Option | Argument | null;
  /** Arguments of the command that are complete already. */
  readonly given: readonly string[];
}

export function positionOf(program: Command, words: readonly string[]): Position {
  let command = program;
  let given: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word.startsWith("-")) {
      const option = optionOf(command, word);
      const takesNext = option !== undefined && (option.required || option.optional) && !word.includes("=");
      if (takesNext && at === words.length - 1) return { command, awaited: option, given };
      if (takesNext) at++;
      continue;
    }
    const inner = given.length === 0 ? subcommand(command, word) : undefined;
    if (inner === undefined) given.push(word);
    else [command, given] = [inner, []];
  }
  return { command, awaited: argumentAt(command, given.length), given };
}

function optionOf(command: Command, word: string): Option | undefined {
  const [name = ""] = word.split("=");
  return command.options.find(({ long, short }) => long === name || short === name);
}

function subcommand(command: Command, word: string): Command | undefined {
  return command.commands.find((inner) => inner.name() === word || inner.aliases().includes(word));
}

function argumentAt({ registeredArguments }: Command, at: number): Argument | null {
  const last = registeredArguments.at(-1);
  return registeredArguments[at] ?? (last?.variadic ? last : null);
}
