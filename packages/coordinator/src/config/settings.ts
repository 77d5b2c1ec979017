/** What a coordinator can be told, and how each setting is written, checked and explained. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { type Endpoint, parseEndpoint } from "../endpoint/endpoint.ts";
import { formatDuration, parseDuration } from "./duration.ts";

export interface Settings {
  readonly dataDir: string;
  /** Where clients and agents connect. */
  readonly address: Endpoint;
  /** Where browsers connect. */
  readonly http: Endpoint;
  /** Without one, everything stays on loopback. */
  readonly tokenFile: string | null;
  /** Silence after which an agent's attempts are superseded. */
  readonly lostAfterMs: number;
  readonly beatIntervalMs: number;
  readonly logLevel: LogLevel;
}

export type LogLevel = (typeof logLevels)[number];

export type SettingName = keyof Settings;

export interface Setting {
  /** In the file; `--key` on the command line. */
  readonly key: string;
  readonly variable: string;
  readonly description: string;
  /** As it would be written. */
  readonly standard: (env: Environment) => string | undefined;
  /** From text to value; its issues are fixes. */
  readonly schema: z.ZodType<unknown, string>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const endpoint = z.string().transform((text, context): Endpoint => {
  const parsed = parseEndpoint(text);
  if (parsed !== undefined) return parsed;
  context.addIssue("Write HOST:PORT, like 127.0.0.1:7420 or [::1]:7420; port 0 takes any free one.");
  return z.NEVER;
});

const path = z
  .string()
  .min(1, "Give a path.")
  .transform((text) => resolve(text));

const duration = (min: number, max: number) =>
  z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= min && ms <= max) return ms;
    context.addIssue(`Write a duration from ${formatDuration(min)} to ${formatDuration(max)}, like 500ms, 30s or 5m.`);
    return z.NEVER;
  });

export const settings: Readonly<Record<SettingName, Setting>> = {
  dataDir: {
    key: "data-dir",
    variable: "TROUPE_DATA_DIR",
    description: "where runs and artifacts are kept",
    standard: (env) => join(env.XDG_DATA_HOME || join(homedir(), ".local/share"), "troupe"),
    schema: path,
  },
  address: {
    key: "address",
    variable: "TROUPE_ADDRESS",
    description: "where clients and agents connect",
    standard: () => "127.0.0.1:7420",
    schema: endpoint,
  },
  http: {
    key: "http",
    variable: "TROUPE_HTTP_ADDRESS",
    description: "where browsers connect",
    standard: () => "127.0.0.1:7421",
    schema: endpoint,
  },
  tokenFile: {
    key: "token-file",
    variable: "TROUPE_TOKEN_FILE",
    description: "a file with the token to ask for; without one, only this machine can connect",
    standard: () => undefined,
    schema: path,
  },
  lostAfterMs: {
    key: "lost-after",
    variable: "TROUPE_LOST_AFTER",
    description: "silence after which an agent's attempts are given to others",
    standard: () => "60s",
    schema: duration(1000, 86_400_000),
  },
  beatIntervalMs: {
    key: "beat-interval",
    variable: "TROUPE_BEAT_INTERVAL",
    description: "how often an agent says that it is there",
    standard: () => "2s",
    schema: duration(100, 60_000),
  },
  logLevel: {
    key: "log-level",
    variable: "TROUPE_LOG_LEVEL",
    description: `one of ${logLevels.join(", ")}`,
    standard: () => "info",
    schema: z.enum(logLevels, { error: `Use one of ${logLevels.join(", ")}.` }) as z.ZodType<unknown, string>,
  },
};

export const settingKeys: readonly string[] = Object.values(settings).map(({ key }) => key);
