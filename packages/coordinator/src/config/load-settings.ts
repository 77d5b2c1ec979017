/** Settings from where they come: flags, then TROUPE_* variables, then a file, then what is standard. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Problem } from "@troupe/core";
import { clusterProblems } from "./cluster-problems.ts";
import { invalidSettings, readConfigFile } from "./config-file.ts";
import { type Environment, type Setting, type SettingName, type Settings, settings } from "./settings.ts";

export interface SettingSources {
  /** By setting, as they were written; undefined counts as not given. */
  readonly flags?: Partial<Readonly<Record<SettingName, string | undefined>>>;
  readonly env?: Environment;
  /** Must exist. Absent: TROUPE_CONFIG, or the user's own file if there is one. */
  readonly configFile?: string | undefined;
}

/** Throws TroupeError(fatal, "INVALID_SETTING") with everything that is wrong, each with its source and its fix. */
export function loadSettings({ flags = {}, env = process.env, configFile }: SettingSources = {}): Settings {
  const path = configFile ?? findConfigFile(env);
  const file = path === undefined ? new Map<string, string>() : readConfigFile(path);
  const problems: Problem[] = [];
  const values = (Object.keys(settings) as SettingName[]).map((name) => {
    const setting = settings[name];
    const given = choose(setting, flags[name], env, file.get(setting.key), path);
    return [name, given === undefined ? null : check(setting, given, problems)];
  });
  if (problems.length > 0) throw invalidSettings(problems);
  const loaded = Object.fromEntries(values) as Settings;
  const misfits = clusterProblems(loaded);
  if (misfits.length > 0) throw invalidSettings(misfits);
  return loaded;
}

interface Given {
  readonly text: string;
  /** As one would name it to whoever wrote it: "--address", "TROUPE_ADDRESS", "address in coordinator.yaml". */
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
  if (env.TROUPE_CONFIG) return env.TROUPE_CONFIG;
  const own = join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "troupe", "coordinator.yaml");
  return existsSync(own) ? own : undefined;
}
