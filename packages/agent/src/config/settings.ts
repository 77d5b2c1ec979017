/** What an agent can be told, and how each setting is written, checked and explained. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import * as z from "zod";
import { parseBytes } from "./bytes.ts";

export interface AgentSettings {
  /** "host:port" each. */
  readonly coordinators: readonly string[];
  readonly tokenFile: string | null;
  /** A file with the certificates to trust. Without one, the connection is not encrypted. */
  readonly caFile: string | null;
  /** A certificate of this agent for coordinators, and its key. */
  readonly certFile: string | null;
  readonly keyFile: string | null;
  /** "nats://host:4222" each; none: offers come down the session alone. */
  readonly natsServers: readonly string[];
  /** A file with the certificates to trust on NATS. */
  readonly natsCa: string | null;
  /** A certificate of this agent for NATS, and its key. */
  readonly natsCert: string | null;
  readonly natsKey: string | null;
  /** A file of `nsc` with a user's JWT and seed. */
  readonly natsCreds: string | null;
  /** Null: the one that the state folder remembers, or a new one made of the host's name. */
  readonly agentId: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** Null: what this machine has. */
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  readonly gpus: number | null;
  /** One agent process per folder. */
  readonly stateDir: string;
  readonly cacheDir: string;
  readonly cacheBytes: number;
  /** Logs of ended attempts that may be kept until their run is in the archive. */
  readonly keptLogBytes: number;
  /** Below this much free space nothing new is taken. */
  readonly minFreeBytes: number;
  /** Where databases are that steps wait for rows of, by name. */
  readonly connectionsFile: string | null;
  /** Null: the `python3` of the PATH. */
  readonly python: string | null;
  readonly environments: (typeof environmentModes)[number];
  /** Null: the best that this machine can. */
  readonly isolationTier: 1 | 2 | 3 | null;
  /** How often what attempts use of this machine is sampled; null: never. */
  readonly systemMetricsMs: number | null;
  readonly drainOnStop: boolean;
  readonly logLevel: LogLevel;
}

export type LogLevel = (typeof logLevels)[number];
export type SettingName = keyof AgentSettings;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Setting {
  /** In the file; `--key` on the command line. */
  readonly key: string;
  readonly variable: string;
  readonly description: string;
  /** As it would be written; undefined if there is none. */
  readonly standard: (env: Environment) => string | undefined;
  /** Said several times on a command line, it goes on. */
  readonly isList?: boolean;
  /** From text to value; its issues are fixes. */
  readonly schema: z.ZodType<unknown, string>;
}

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
/** What Python steps that ask for packages get: an environment of their own, or this machine's packages, if they suffice. */
const environmentModes = ["build", "system"] as const;

const none = (): undefined => undefined;

const units = { ms: 1, s: 1000, m: 60_000 } as const;
/** More often it would cost more than it tells. */
const leastIntervalMs = 1000;

const intervalOrOff = z.string().transform((text, context) => {
  if (text === "off") return null;
  const [, amount, unit] = /^(\d{1,6})(ms|s|m)$/.exec(text.trim()) ?? [];
  const ms = Number(amount) * units[(unit ?? "ms") as keyof typeof units];
  if (ms >= leastIntervalMs) return ms;
  context.addIssue("Write a time of a second or more, like 5s, or off.");
  return z.NEVER;
});

const path = z
  .string()
  .min(1, "Give a path.")
  .transform((text) => resolve(text));

const bytes = z.string().transform((text, context) => {
  const parsed = parseBytes(text);
  if (parsed !== undefined) return parsed;
  context.addIssue("Write a size, like 512MiB or 16GiB.");
  return z.NEVER;
});

const addresses = z.string().transform((text, context) => {
  const all = text.split(",").map((address) => address.trim());
  if (all.every((address) => /^[^\s/]+:\d{1,5}$/.test(address))) return all;
  context.addIssue("Write HOST:PORT, several with commas between them.");
  return z.NEVER;
});

const natsUrls = z.string().transform((text, context) => {
  const all = text.split(",").map((url) => url.trim());
  if (all.every((url) => /^((nats|tls):\/\/)?[^\s/@]+:\d{1,5}$/.test(url))) return all;
  context.addIssue("Write nats://HOST:PORT, several with commas between them.");
  return z.NEVER;
});

const labels = z.string().transform((text, context) => {
  const pairs = text.split(",").map((pair) => /^\s*([A-Za-z0-9._/-]{1,63})\s*=\s*([^,=]{0,63}?)\s*$/.exec(pair));
  if (pairs.every((pair) => pair !== null)) return Object.fromEntries(pairs.map(([, name, value]) => [name, value]));
  context.addIssue("Write NAME=VALUE, several with commas between them: zone=a,gpu=h100.");
  return z.NEVER;
});

const count = (fix: string, isWhole: boolean) =>
  z.string().transform((text, context) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= 0 && Number.isFinite(value) && (!isWhole || Number.isInteger(value)))
      return value;
    context.addIssue(fix);
    return z.NEVER;
  });

const oneOf = (values: readonly string[]) =>
  z.string().refine((text) => values.includes(text), `Use one of ${values.join(", ")}.`);

const agentId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, "Use up to 128 letters, digits, dots, dashes and underscores.");

export const settings: Readonly<Record<SettingName, Setting>> = {
  coordinators: {
    key: "coordinator",
    variable: "TROUPE_COORDINATOR",
    description: "where coordinators serve, as HOST:PORT; several with commas between them",
    standard: () => "127.0.0.1:7420",
    isList: true,
    schema: addresses,
  },
  tokenFile: {
    key: "token-file",
    variable: "TROUPE_TOKEN_FILE",
    description: "a file with the token that the coordinator asks for",
    standard: none,
    schema: path,
  },
  caFile: {
    key: "ca",
    variable: "TROUPE_CA",
    description: "a file with the certificates to trust; switches TLS on",
    standard: none,
    schema: path,
  },
  certFile: {
    key: "cert",
    variable: "TROUPE_CERT",
    description: "certificate to show to coordinators that ask for one",
    standard: none,
    schema: path,
  },
  keyFile: {
    key: "key",
    variable: "TROUPE_KEY",
    description: "its key",
    standard: none,
    schema: path,
  },
  natsServers: {
    key: "nats",
    variable: "TROUPE_NATS",
    description: "where NATS serves, as nats://HOST:PORT, several with commas; without it offers come with the session",
    standard: none,
    isList: true,
    schema: natsUrls,
  },
  natsCa: {
    key: "nats-ca",
    variable: "TROUPE_NATS_CA",
    description: "a file with the certificates to trust on NATS; switches TLS on",
    standard: none,
    schema: path,
  },
  natsCert: {
    key: "nats-cert",
    variable: "TROUPE_NATS_CERT",
    description: "a file with this agent's certificate for NATS",
    standard: none,
    schema: path,
  },
  natsKey: {
    key: "nats-key",
    variable: "TROUPE_NATS_KEY",
    description: "a file with the key of that certificate",
    standard: none,
    schema: path,
  },
  natsCreds: {
    key: "nats-creds",
    variable: "TROUPE_NATS_CREDS",
    description: "a credentials file for NATS, as nsc writes it",
    standard: none,
    schema: path,
  },
  agentId: {
    key: "id",
    variable: "TROUPE_AGENT_ID",
    description: "the name of this agent; without one it is made once and kept in the state folder",
    standard: none,
    schema: agentId,
  },
  labels: {
    key: "labels",
    variable: "TROUPE_AGENT_LABELS",
    description: "what steps may ask for: zone=a,disk=fast",
    standard: none,
    isList: true,
    schema: labels,
  },
  cpus: {
    key: "cpus",
    variable: "TROUPE_AGENT_CPUS",
    description: "how many cores steps may use; without it, those of this machine",
    standard: none,
    schema: count("Write a number of cores, like 8 or 0.5.", false),
  },
  memoryBytes: {
    key: "memory",
    variable: "TROUPE_AGENT_MEMORY",
    description: "how much memory steps may use; without it, that of this machine",
    standard: none,
    schema: bytes,
  },
  gpus: {
    key: "gpus",
    variable: "TROUPE_AGENT_GPUS",
    description: "how many GPUs steps may use, from the first on; without it, all",
    standard: none,
    schema: count("Write a whole number; 0 for none.", true),
  },
  stateDir: {
    key: "state-dir",
    variable: "TROUPE_AGENT_STATE_DIR",
    description: "where attempts are kept; one agent per folder",
    standard: (env) => join(env.XDG_STATE_HOME || join(homedir(), ".local/state"), "troupe", "agent"),
    schema: path,
  },
  cacheDir: {
    key: "cache-dir",
    variable: "TROUPE_AGENT_CACHE_DIR",
    description: "where artifacts, code and environments are kept; may be lost",
    standard: (env) => join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "troupe", "agent"),
    schema: path,
  },
  cacheBytes: {
    key: "cache-size",
    variable: "TROUPE_AGENT_CACHE_SIZE",
    description: "how much the artifacts in the cache may take",
    standard: () => "20GiB",
    schema: bytes,
  },
  keptLogBytes: {
    key: "keep-logs",
    variable: "TROUPE_AGENT_KEEP_LOGS",
    description: "how much the logs of ended attempts may take, until their run is in the archive",
    standard: () => "2GiB",
    schema: bytes,
  },
  minFreeBytes: {
    key: "min-free",
    variable: "TROUPE_AGENT_MIN_FREE",
    description: "with less free space on the disk of the state folder nothing new is taken",
    standard: () => "256MiB",
    schema: bytes,
  },
  connectionsFile: {
    key: "connections",
    variable: "TROUPE_AGENT_CONNECTIONS",
    description: "a file with the databases that waits may look at, NAME: URL each, for nobody else to read",
    standard: none,
    schema: path,
  },
  python: {
    key: "python",
    variable: "TROUPE_PYTHON",
    description: "the interpreter for Python steps that name none",
    standard: none,
    schema: z.string().min(1, "Give a path."),
  },
  environments: {
    key: "environments",
    variable: "TROUPE_AGENT_ENVIRONMENTS",
    description: "build: environments for Python steps that ask for packages; system: nothing is installed",
    standard: () => "build",
    schema: oneOf(environmentModes),
  },
  isolationTier: {
    key: "isolation",
    variable: "TROUPE_AGENT_ISOLATION",
    description: "how process trees are ended: 1, 2 or 3 (docs/agents.md); without it, the best that works here",
    standard: none,
    schema: oneOf(["1", "2", "3"]).transform(Number),
  },
  systemMetricsMs: {
    key: "system-metrics",
    variable: "TROUPE_AGENT_SYSTEM_METRICS",
    description: "how often what attempts use of cores, memory and GPUs is sampled (docs/telemetry.md); off: never",
    standard: () => "5s",
    schema: intervalOrOff,
  },
  drainOnStop: {
    key: "drain-on-stop",
    variable: "TROUPE_AGENT_DRAIN_ON_STOP",
    description: "true: wait for attempts when stopped; false: leave them running for the next start",
    standard: () => "false",
    schema: oneOf(["true", "false"]).transform((text) => text === "true"),
  },
  logLevel: {
    key: "log-level",
    variable: "TROUPE_LOG_LEVEL",
    description: `one of ${logLevels.join(", ")}`,
    standard: () => "info",
    schema: oneOf(logLevels),
  },
};

export const settingKeys: readonly string[] = Object.values(settings).map(({ key }) => key);
