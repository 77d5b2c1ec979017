/**
 * The options of the long-lived processes are their settings, and those packages are large: they are asked only for a
 * command line that names the process, for the documentation, and for completion.
 */
import type { Command } from "commander";

type Process = "coordinator" | "agent";

const processes: readonly Process[] = ["coordinator", "agent"];

interface DescribedSetting {
  readonly key: string;
  readonly variable: string;
  readonly description: string;
  readonly isList?: boolean;
}

/** Adds the options that these words need. */
export async function addSettingsFor(program: Command, words: readonly string[]): Promise<void> {
  for (const name of processes) if (words.includes(name)) await addSettings(program, name);
}

export async function addAllSettings(program: Command): Promise<void> {
  for (const name of processes) await addSettings(program, name);
}

async function addSettings(program: Command, name: Process): Promise<void> {
  const command = program.commands.find((inner) => inner.name() === name);
  const settings = await settingsOf(name);
  for (const [setting, { key, variable, description, isList }] of Object.entries(settings)) {
    const option = command?.createOption(`--${key} <${placeholder(setting)}>`, `${description} (${variable})`);
    if (isList) option?.argParser<string>((value, before) => (before === undefined ? value : `${before},${value}`));
    // Handed over by the setting's own name, which its key need not spell.
    if (option !== undefined) command?.addOption(Object.assign(option, { attributeName: () => setting }));
  }
  command?.option("--config <file>", "a YAML file with the same keys");
}

async function settingsOf(name: Process): Promise<Readonly<Record<string, DescribedSetting>>> {
  const { settings } = name === "agent" ? await import("@troupe/agent") : await import("@troupe/coordinator");
  return settings;
}

/** What kind of thing to write, from the setting's name: `lostAfterMs` takes a duration. */
function placeholder(setting: string): string {
  if (/Ms$/.test(setting)) return "duration";
  if (/Bytes$/.test(setting)) return "size";
  if (/Dir$/.test(setting)) return "folder";
  if (/File$/.test(setting) || setting === "connections") return "file";
  if (/^(address|http|coordinators)$/.test(setting)) return "host:port";
  return "value";
}
