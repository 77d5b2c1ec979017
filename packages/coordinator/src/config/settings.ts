/** What a coordinator can be told, and how each setting is written, checked and explained. */
import { homedir, hostname } from "node:os";
import { join, resolve } from "node:path";
import { retentionLimits, TroupeError } from "@troupe/core";
import { z } from "zod";
import { type Endpoint, parseEndpoint } from "../endpoint/endpoint.ts";
import { type ArchivePlace, parseArchiveUrl } from "./archive-url.ts";
import { formatDuration, parseDuration } from "./duration.ts";

export interface Settings {
  readonly dataDir: string;
  /** Where clients and agents connect. */
  readonly address: Endpoint;
  /** Where browsers connect. */
  readonly http: Endpoint;
  /** Without one, everything stays on loopback. */
  readonly tokenFile: string | null;
  /** A line `NAME=secret` for each secret of webhooks. */
  readonly webhookSecrets: string | null;
  /** What it shows to clients, agents and browsers; with its key it switches TLS on. */
  readonly tlsCert: string | null;
  readonly tlsKey: string | null;
  /** What other coordinators' certificates are signed by. */
  readonly tlsCa: string | null;
  /** What clients' and agents' certificates have to be signed by. Without it they need none. */
  readonly tlsClientCa: string | null;
  /** Silence after which an agent's attempts are superseded. */
  readonly lostAfterMs: number;
  readonly beatIntervalMs: number;
  readonly logLevel: LogLevel;
  /** How others call this coordinator. */
  readonly name: string;
  /** Where others reach it, if not where it listens. */
  readonly advertise: Endpoint | null;
  /** Where browsers reach it, if not where it listens. */
  readonly advertiseHttp: string | null;
  /** Where people look at traces: an address with "{traceId}" in it. */
  readonly traceUrl: string | null;
  /** Members of etcd. With them, this coordinator is one of several; without, it is alone with its data directory. */
  readonly etcd: readonly string[] | null;
  /** What its coordinators share in etcd, NATS and archive stands below this name. */
  readonly cluster: string;
  readonly etcdCa: string | null;
  readonly etcdCert: string | null;
  readonly etcdKey: string | null;
  /** What etcd was started with. */
  readonly etcdQuotaBytes: number;
  readonly nats: readonly string[] | null;
  readonly natsCa: string | null;
  readonly natsCert: string | null;
  readonly natsKey: string | null;
  readonly natsCreds: string | null;
  /** What the coordinators share; without `etcd` it lies in the data directory. */
  readonly archive: ArchivePlace | null;
  readonly feedReplicas: number;
  /** Chat, e-mail and webhooks that pipelines name. */
  readonly connections: string | null;
  /** Of pipelines that say nothing of their own: how long, and how many, runs that have ended are kept; null: for ever, all. */
  readonly keepRunsForMs: number | null;
  readonly keepRuns: number | null;
  /** How long a result counts for later runs at most. */
  readonly keepCacheForMs: number | null;
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

const addresses = (example: string, schemes: RegExp) =>
  z.string().transform((text, context): readonly string[] => {
    const parts = text.split(",").map((part) => part.trim());
    if (parts.every((part) => schemes.test(part))) return parts;
    context.addIssue(`Write one or more addresses with commas between them, like ${example}.`);
    return z.NEVER;
  });

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "Use up to 63 letters, digits, dots, dashes and underscores.");

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

/** Of what is kept, a century at most. */
const keeping = duration(retentionLimits.leastMs, 100 * 365 * 86_400_000);

const size = (leastBytes: number) =>
  z.string().transform((text, context) => {
    const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?)(MiB|GiB)$/.exec(text.trim()) ?? [];
    const bytes = Math.round(Number(amount) * (unit === "GiB" ? 1024 ** 3 : 1024 ** 2));
    if (amount !== "" && bytes >= leastBytes) return bytes;
    context.addIssue(`Write a size of ${leastBytes / 1024 ** 2}MiB or more, like 512MiB or 8GiB.`);
    return z.NEVER;
  });

const count = (least: number, most: number) =>
  z.string().transform((text, context) => {
    if (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    context.addIssue(`Write a whole number from ${least} to ${most}.`);
    return z.NEVER;
  });

const archive = z.string().transform((text, context): ArchivePlace => {
  try {
    return parseArchiveUrl(text);
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    context.addIssue(error.problems.map(({ fix }) => fix).join(" "));
    return z.NEVER;
  }
});

function optional(key: string, variable: string, description: string, schema: Setting["schema"]): Setting {
  return { key, variable, description, standard: () => undefined, schema };
}

function file(key: string, variable: string, description: string): Setting {
  return optional(key, variable, description, path);
}

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
  tokenFile: file(
    "token-file",
    "TROUPE_TOKEN_FILE",
    "a file with the token to ask for; without one, only this machine can connect",
  ),
  webhookSecrets: file(
    "webhook-secrets",
    "TROUPE_WEBHOOK_SECRETS",
    "a file with the secrets of webhooks, one NAME=secret a line",
  ),
  tlsCert: file("tls-cert", "TROUPE_TLS_CERT", "certificate to show to clients, agents and browsers: switches TLS on"),
  tlsKey: file("tls-key", "TROUPE_TLS_KEY", "its key"),
  tlsCa: file("tls-ca", "TROUPE_TLS_CA", "certificates that those of other coordinators must be signed by"),
  tlsClientCa: file(
    "tls-client-ca",
    "TROUPE_TLS_CLIENT_CA",
    "certificates that those of clients and agents must be signed by; without it they need none",
  ),
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
  name: {
    key: "name",
    variable: "TROUPE_NAME",
    description: "how other coordinators and people call this one",
    standard: () => hostname(),
    schema: name,
  },
  advertise: optional(
    "advertise",
    "TROUPE_ADVERTISE",
    "where others reach it, where that is not where it listens",
    endpoint,
  ),
  advertiseHttp: optional(
    "advertise-http",
    "TROUPE_ADVERTISE_HTTP",
    "the address of its web pages for others",
    z.string().regex(/^https?:\/\/[^\s]+$/, "Write an address like http://troupe-1.example.com:7421/."),
  ),
  traceUrl: optional(
    "trace-url",
    "TROUPE_TRACE_URL",
    "where people look at traces, with {traceId} in it, and {find} for the text to look for in one: the console leads there",
    z
      .string()
      .regex(
        /^https?:\/\/[^\s]*\{traceId\}[^\s]*$/,
        "Write an address like http://jaeger:16686/trace/{traceId}?uiFind={find}.",
      ),
  ),
  etcd: optional(
    "etcd",
    "TROUPE_ETCD",
    "members of etcd, with commas between them: makes this one of several coordinators",
    addresses("http://10.0.0.1:2379,http://10.0.0.2:2379", /^https?:\/\/[^\s,]+$/),
  ),
  cluster: {
    key: "cluster",
    variable: "TROUPE_CLUSTER",
    description: "name of the cluster: several may share etcd, NATS and archive",
    standard: () => "troupe",
    schema: name,
  },
  etcdCa: file("etcd-ca", "TROUPE_ETCD_CA", "certificates that etcd's must be signed by"),
  etcdCert: file("etcd-cert", "TROUPE_ETCD_CERT", "certificate to show to etcd"),
  etcdKey: file("etcd-key", "TROUPE_ETCD_KEY", "its key"),
  etcdQuotaBytes: {
    key: "etcd-quota",
    variable: "TROUPE_ETCD_QUOTA",
    description: "what etcd was started with as --quota-backend-bytes, which it does not tell",
    standard: () => "2GiB",
    schema: size(16 * 1024 ** 2),
  },
  nats: optional(
    "nats",
    "TROUPE_NATS",
    "servers of NATS with JetStream, with commas between them",
    addresses("nats://10.0.0.1:4222", /^(?:nats|tls):\/\/[^\s,]+$/),
  ),
  natsCa: file("nats-ca", "TROUPE_NATS_CA", "certificates that those of NATS must be signed by"),
  natsCert: file("nats-cert", "TROUPE_NATS_CERT", "certificate to show to NATS"),
  natsKey: file("nats-key", "TROUPE_NATS_KEY", "its key"),
  natsCreds: file("nats-creds", "TROUPE_NATS_CREDS", "credentials for NATS, as nsc writes them"),
  archive: optional(
    "archive",
    "TROUPE_ARCHIVE",
    "where the cluster keeps artifacts and finished runs: a shared directory, or an S3-compatible store",
    archive,
  ),
  feedReplicas: {
    key: "feed-replicas",
    variable: "TROUPE_FEED_REPLICAS",
    description: "how many servers of NATS hold each event: 1, 3 or 5",
    standard: () => "1",
    schema: z.enum(["1", "3", "5"], { error: "Use 1, 3 or 5." }).transform(Number) as z.ZodType<unknown, string>,
  },
  connections: file(
    "connections",
    "TROUPE_CONNECTIONS",
    "a file with the chats, mail servers and webhooks that pipelines notify, by name",
  ),
  keepRunsForMs: optional(
    "keep-runs-for",
    "TROUPE_KEEP_RUNS_FOR",
    "how long after its end a run is kept, where its pipeline says nothing of its own, like 90d",
    keeping,
  ),
  keepRuns: optional(
    "keep-runs",
    "TROUPE_KEEP_RUNS",
    "how many ended runs of a pipeline are kept, the newest, where it says nothing of its own",
    count(1, retentionLimits.runs),
  ),
  keepCacheForMs: optional(
    "keep-cache-for",
    "TROUPE_KEEP_CACHE_FOR",
    "how long a step's result counts for later runs at most, where its pipeline says nothing of its own",
    keeping,
  ),
  logLevel: {
    key: "log-level",
    variable: "TROUPE_LOG_LEVEL",
    description: `one of ${logLevels.join(", ")}`,
    standard: () => "info",
    schema: z.enum(logLevels, { error: `Use one of ${logLevels.join(", ")}.` }) as z.ZodType<unknown, string>,
  },
};

export const settingKeys: readonly string[] = Object.values(settings).map(({ key }) => key);
