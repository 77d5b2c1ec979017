/** The command line of `node main.ts`: `--key value` for each setting, and `--config FILE`. */
import { parseArgs } from "node:util";
import type { Problem } from "@troupe/core";
import { invalidSettings, type SettingSources, unknownSetting } from "./load-settings.ts";
import { type SettingName, settingKeys, settings } from "./settings.ts";

export interface Flags extends Required<Pick<SettingSources, "flags" | "configFile">> {
  readonly help: boolean;
}

/** May stand alone. */
const switches = new Set(["drain-on-stop"]);

export function readFlags(args: readonly string[]): Flags {
  const options = Object.fromEntries(
    [...settingKeys, "config"].map((key) => [key, { type: "string" as const, multiple: true as const }]),
  );
  const { values, tokens } = parseArgs({
    args: args.map((arg) => (switches.has(arg.replace(/^--/, "")) ? `${arg}=true` : arg)),
    options: { ...options, help: { type: "boolean", short: "h" } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const problems = tokens.flatMap((token) => problemOf(token, options));
  if (problems.length > 0) throw invalidSettings(problems);
  const names = Object.keys(settings) as SettingName[];
  const said = (key: string) => values[key] as readonly string[] | undefined;
  const text = (key: string, isList = false) => (isList ? said(key)?.join(",") : said(key)?.at(-1));
  return {
    flags: Object.fromEntries(names.map((name) => [name, text(settings[name].key, settings[name].isList)])),
    configFile: text("config"),
    help: values.help === true,
  };
}

export function helpText(): string {
  const lines = Object.values(settings).map(
    ({ key, variable, description }) => `  --${key.padEnd(14)} ${description} (${variable})`,
  );
  return [
    "Runs a Troupe agent.",
    "",
    ...lines,
    `  --${"config".padEnd(14)} a YAML file with the same keys (TROUPE_AGENT_CONFIG)`,
    "",
  ].join("\n");
}

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];

function problemOf(token: Token, options: Readonly<Record<string, unknown>>): readonly Problem[] {
  if (token.kind === "positional")
    return [{ field: JSON.stringify(token.value), message: "is no flag", fix: "Write flags as --key value." }];
  if (token.kind !== "option" || token.name === "help" || token.name === "h") return [];
  if (options[token.name] === undefined) return [unknownSetting(token.rawName)];
  if (token.value === undefined) return [{ field: token.rawName, message: "has no value", fix: "Give one after it." }];
  return [];
}
