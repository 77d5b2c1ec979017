/** Options that several commands share, declared once so that they read the same everywhere. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { type OutputFormat, outputFormats } from "./formats.ts";

/** Where the coordinator is, and what opens it. */
export function withConnection(command: Command): Command {
  return command
    .optionsGroup("Connection:")
    .option("--address <host:port>", "coordinator to talk to, or several with commas between them (TROUPE_ADDRESS)")
    .option("--token-file <file>", "file with the token that it asks for (TROUPE_TOKEN_FILE)")
    .option("--ca <file>", "certificates to trust; switches TLS on (TROUPE_CA)")
    .option("--cert <file>", "certificate to show, where it asks for one (TROUPE_CERT)")
    .option("--key <file>", "its key (TROUPE_KEY)");
}

export function withOutput(command: Command, formats: readonly OutputFormat[] = outputFormats): Command {
  return command.addOption(new Option("-o, --output <format>", "print data for programs").choices([...formats]));
}

export function withParams(command: Command): Command {
  return command
    .option("-p, --param <name=value>", "a parameter of the run, JSON or text; repeatable", collect)
    .option("--params <file>", "a JSON file with parameters; -p wins over it");
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

export function atLeastOne(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a whole number, 1 or more.");
  return Number(text);
}

/** Of a run or a step: minutes of head start. */
export function priorityNumber(text: string): number {
  if (!/^-?\d{1,5}$/.test(text) || Math.abs(Number(text)) > 10_000)
    throw new InvalidArgumentError("It must be a whole number from -10000 to 10000.");
  return Number(text);
}

/** 1 or more. */
export function lineCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a number of lines, 1 or more.");
  return Number(text);
}
