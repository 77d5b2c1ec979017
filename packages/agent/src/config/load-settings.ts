/** Settings from where they come: flags, then TROUPE_* variables, then a file, then what is standard. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { isObject, type Problem, TroupeError } from "@troupe/core";
import { parseDocument } from "yaml";
import {
  type AgentSettings,
  type Environment,
  type Setting,
  type SettingName,
  settingKeys,
  settings,
} from "./settings.ts";

export interface SettingSources {
  /** By setting, as they were written; undefined counts as not given. */
  readonly flags?: Partial<Readonly<Record<SettingName, string | undefined>>>;
  readonly env?: Environment;
  /** Must exist. Absent: TROUPE_AGENT_CONFIG, or the user's own file if there is one. */
  readonly configFile?: string | undefined;
}

/** Throws TroupeError(fatal, "INVALID_SETTING") with everything that is wrong, each with its source and its fix. */
export function loadSettings({ flags = {}, env = process.env, configFile }: SettingSources = {}): AgentSettings {
  const path = configFile ?? findConfigFile(env);
  const problems: Problem[] = [];
  const file = path === undefined ? new Map<string, string>() : readConfigFile(path, problems);
  const values = (Object.keys(settings) as SettingName[]).map((name) => {
    const setting = settings[name];
    const given = choose(setting, flags[name], env, file.get(setting.key), path);
    return [name, given === undefined ? (absent[name] ?? null) : check(setting, given, problems)];
  });
  if (problems.length > 0) throw invalidSettings(problems);
  return Object.fromEntries(values) as AgentSettings;
}

export function invalidSettings(problems: readonly Problem[]): TroupeError {
  const lines = problems.map(({ field, message, fix }) => `${field} ${message}. ${fix}`);
  return new TroupeError(lines.join("\n"), { code: "INVALID_SETTING", reaction: "fatal", problems });
}

export function unknownSetting(source: string): Problem {
  return { field: source, message: "is no setting", fix: `Known are: ${settingKeys.join(", ")}.` };
}

/** Settings whose absence is not null. */
const absent: Partial<AgentSettings> = { labels: {}, natsServers: [] };

interface Given {
  readonly text: string;
  /** As one would name it to whoever wrote it: "--cpus", "TROUPE_AGENT_CPUS", "cpus in agent.yaml". */
  readonly source: string;
}

function choose(
  { key, variable, standard }: Setting,
  flag: string | undefined,
  env: Environment,
  filed: string | undefined,
  path: string | undefined,
): Given | undefined {
  if (flag !== undefined) return { text: flag, source: `--${key}` };
  // An empty variable is how a shell or a unit file unsets one.
  if (env[variable]) return { text: env[variable], source: variable };
  if (filed !== undefined) return { text: filed, source: `${key} in ${path}` };
  const text = standard(env);
  return text === undefined ? undefined : { text, source: `the standard ${key}` };
}

function check({ schema }: Setting, { text, source }: Given, problems: Problem[]): unknown {
  const checked = schema.safeParse(text);
  if (checked.success) return checked.data;
  const fix = checked.error.issues.map(({ message }) => message).join(" ");
  problems.push({ field: source, message: `is ${JSON.stringify(text)}`, fix });
  return null;
}

function findConfigFile(env: Environment): string | undefined {
  if (env.TROUPE_AGENT_CONFIG) return env.TROUPE_AGENT_CONFIG;
  const own = join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "troupe", "agent.yaml");
  return existsSync(own) ? own : undefined;
}

/** By key, as text: YAML, one key a line. */
function readConfigFile(path: string, problems: Problem[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(parse(path))) {
    const field = `${key} in ${path}`;
    if (!settingKeys.includes(key)) problems.push(unknownSetting(field));
    else if (key === "labels" && isObject(value)) texts.set(key, pairs(value));
    else if (["string", "number", "boolean"].includes(typeof value)) texts.set(key, String(value));
    else problems.push({ field, message: `is ${JSON.stringify(value)}`, fix: "Give one text or number." });
  }
  return texts;
}

function pairs(value: Readonly<Record<string, unknown>>): string {
  return Object.entries(value)
    .map(([name, text]) => `${name}=${String(text)}`)
    .join(",");
}

function parse(path: string): Readonly<Record<string, unknown>> {
  const fix = "Write `key: value`, one a line.";
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw invalidSettings([{ field: path, message, fix: "Name another file with --config, or none." }]);
  }
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    throw invalidSettings([{ field: path, message: `is no YAML: ${error.message.split("\n")[0]}`, fix }]);
  }
  const value: unknown = document.toJS() ?? {};
  if (!isObject(value)) throw invalidSettings([{ field: path, message: "holds no settings", fix }]);
  return value;
}
