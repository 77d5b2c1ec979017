/** docs/cli.md: the command's reference, written from the commands themselves, so that it cannot be out of date. */
import type { Argument, Command, Option } from "commander";
import { addAllSettings } from "./program/settings.ts";
import { createProgram } from "./program.ts";
import { plain } from "./render/style.ts";

export async function cliReference(): Promise<string> {
  const program = createProgram(async () => {}, plain, plain);
  await addAllSettings(program);
  const commands = program.createHelp().visibleCommands(program);
  const groups = Map.groupBy(commands, (command) => command.helpGroup());
  const sections = [...groups].map(([title, members]) =>
    [`## ${title.replace(/:$/, "")}`, ...members.map((command) => section(command, "troupe"))].join("\n\n"),
  );
  return `${[preface, contents(groups), ...sections].join("\n\n")}\n`;
}

const preface = `# The troupe command

<!-- Written by scripts/cli-docs.ts from the commands. Change those, then run it. -->

\`troupe --help\` lists the commands, \`troupe COMMAND --help\` explains one. Data goes to stdout; what people read, and
every table that moves, goes to stderr. \`-o json\` and \`-o yaml\` print whole records, \`-o name\` only names, \`-o wide\`
more columns. \`@latest\` stands for the newest run.

**The coordinator** is the one of \`--address\`, else of \`TROUPE_ADDRESS\`, else one that runs on this machine (it announces
itself in its data folder), else \`127.0.0.1:7420\`. A token comes from \`--token-file\`, \`TROUPE_TOKEN_FILE\` or
\`TROUPE_TOKEN\`; a coordinator of this machine announces its own. With \`--ca\` (\`TROUPE_CA\`) the connection is encrypted;
\`--cert\` and \`--key\` are shown to a coordinator that asks for a certificate.

**Parameters** of a run are given as \`-p name=value\`. A parameter that takes text takes the text as it is; every other
value is JSON: \`-p trees=[10,50] -p mode=fast -p deep=true\`. \`--params file.json\` reads an object; \`-p\` wins over it.

**Files** are given as \`churn.ts\`, or \`churn.ts:name\` for one pipeline of several. What lies in the file's folder travels
with the pipeline, up to 50 MiB, minus what \`.troupeignore\` names (in the syntax of \`.gitignore\`; \`node_modules\`, \`.git\`,
virtual environments, caches, \`dist\`, logs and \`.env\` files are left out anyway, and \`!name\` takes one back in).

**Colours** follow the terminal; \`NO_COLOR\` switches them off, \`FORCE_COLOR=1\` on. \`TROUPE_DEBUG=1\` adds stacks to errors.

**Exit codes**

| code | meaning |
|---|---|
| 0 | it worked; the run succeeded |
| 1 | the run failed, or Troupe did |
| 2 | the command line, or a setting, is wrong |
| 3 | the pipeline or its parameters are refused |
| 4 | there is no such thing |
| 5 | no coordinator answers |
| 6 | the run was cancelled |
| 124 | the run timed out |
| 130 | interrupted by Ctrl-C; a run that was watched goes on |`;

function contents(groups: ReadonlyMap<string, readonly Command[]>): string {
  return [...groups]
    .map(([title, members]) => {
      const links = members.map((command) => `[\`${command.name()}\`](#troupe-${command.name()})`);
      return `- ${title} ${links.join(", ")}`;
    })
    .join("\n");
}

function section(command: Command, parent: string): string {
  const name = `${parent} ${command.name()}`;
  const inner = command.createHelp().visibleCommands(command);
  const depth = parent === "troupe" ? "###" : "####";
  return [
    `${depth} ${name}`,
    `\`\`\`\n${[name, usage(command)].join(" ").trim()}\n\`\`\``,
    sentence(command.description()),
    ...optionTable(command),
    ...inner.map((member) => section(member, name)),
  ].join("\n\n");
}

function usage(command: Command): string {
  if (command.commands.length > 0) return "COMMAND";
  const hasOptions = command.options.length > 0;
  return [...(hasOptions ? ["[options]"] : []), ...command.registeredArguments.map(argumentTerm)].join(" ");
}

function argumentTerm(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function optionTable(command: Command): readonly string[] {
  const rows = [
    ...command.registeredArguments.map((argument) => [argumentTerm(argument), argument.description] as const),
    ...command.options.filter((option) => !option.hidden).map((option) => [option.flags, describe(option)] as const),
  ];
  if (rows.length === 0) return [];
  return [
    ["| | |", "|---|---|", ...rows.map(([term, text]) => `| \`${escaped(term)}\` | ${escaped(text)} |`)].join("\n"),
  ];
}

function describe({ description, argChoices, defaultValue }: Option): string {
  const choices = argChoices === undefined ? "" : `: ${argChoices.map((choice) => `\`${choice}\``).join(", ")}`;
  const standard = defaultValue === undefined || defaultValue === true ? "" : ` (default ${String(defaultValue)})`;
  return description + choices + standard;
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
