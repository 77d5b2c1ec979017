/**
 * The connections that pipelines name, and that only coordinators know: addresses and secrets stand in a file of theirs,
 * never in a spec. Read again when it has changed, so that a mistake is mended without a restart.
 */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type NotifyTarget, type Problem, TroupeError } from "@troupe/core";
import { parseDocument } from "yaml";
import { z } from "zod";
import { invalidSettings } from "../config/config-file.ts";
import type { Environment } from "../config/settings.ts";

export type Connection =
  | { readonly kind: "slack"; readonly url: string }
  | { readonly kind: "webhook"; readonly url: string; readonly secret?: string }
  /** `url`: smtp(s)://USER:PASSWORD@HOST:PORT. */
  | { readonly kind: "email"; readonly url: string; readonly from: string };

export type Connections = ReadonlyMap<string, Connection>;

const secret = z.union([
  z.string().min(1, "Give a text."),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);

const formats = {
  slack: z.strictObject({ kind: z.literal("slack"), url: secret }),
  webhook: z.strictObject({ kind: z.literal("webhook"), url: secret, secret: secret.exactOptional() }),
  email: z.strictObject({ kind: z.literal("email"), url: secret, from: z.string().min(3, "Give an address.") }),
} as const;

const schemes: Readonly<Record<NotifyTarget["kind"], { readonly pattern: RegExp; readonly fix: string }>> = {
  slack: { pattern: /^https?:\/\/\S+$/, fix: "Write the address of an incoming webhook: https://…" },
  webhook: { pattern: /^https?:\/\/\S+$/, fix: "Write an address: https://…" },
  email: { pattern: /^smtps?:\/\/\S+$/, fix: "Write smtps://USER:PASSWORD@HOST:465, or smtp://HOST:587." },
};

const namePattern = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/;

export class ConnectionsFile {
  readonly #path: string;
  readonly #env: Environment;
  #changedAt = Number.NaN;
  #known: Connections = new Map();

  /** Throws TroupeError(fatal, "INVALID_SETTING") with everything that is wrong with the file. */
  static open(path: string, env: Environment): ConnectionsFile {
    const file = new ConnectionsFile(path, env);
    file.#known = readConnections(path, env);
    file.#changedAt = statSync(path).mtimeMs;
    return file;
  }

  private constructor(path: string, env: Environment) {
    this.#path = path;
    this.#env = env;
  }

  /** As they are now. Throws TroupeError(retry, "INVALID_SETTING") while the file cannot be read: somebody is at it. */
  read(): Connections {
    try {
      const { mtimeMs } = statSync(this.#path);
      if (mtimeMs !== this.#changedAt) this.#known = readConnections(this.#path, this.#env);
      this.#changedAt = mtimeMs;
      return this.#known;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new TroupeError(`The connections cannot be read: ${why}`, {
        code: "INVALID_SETTING",
        reaction: "retry",
        cause,
      });
    }
  }
}

function readConnections(path: string, env: Environment): Connections {
  const document = parseDocument(readText(path), { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const [first = ""] = error.message.split("\n");
    throw invalidSettings([{ field: path, message: `is no YAML: ${first}`, fix: "Write a connection by its name." }]);
  }
  const problems: Problem[] = [];
  const found = new Map<string, Connection>();
  for (const [name, value] of Object.entries((document.toJS() ?? {}) as object)) {
    const connection = checked(name, value, env, (message, fix) =>
      problems.push({ field: `${name} in ${path}`, message, fix }),
    );
    if (connection !== undefined) found.set(name, connection);
  }
  if (problems.length > 0) throw invalidSettings(problems);
  return found;
}

function checked(
  name: string,
  value: unknown,
  env: Environment,
  refuse: (message: string, fix: string) => void,
): Connection | undefined {
  if (!namePattern.test(name)) refuse("is no name", "Use lower-case letters, digits and single hyphens: ml-alerts.");
  const kind = (value as { kind?: unknown } | null)?.kind;
  if (kind !== "slack" && kind !== "webhook" && kind !== "email") {
    refuse(`is of kind ${JSON.stringify(kind) ?? "none"}`, "Use one of slack, webhook, email.");
    return undefined;
  }
  const parsed = formats[kind].safeParse(value);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) refuse(`${issue.path.join(".") || kind} ${issue.message}`, fixOf(kind));
    return undefined;
  }
  try {
    const connection = Object.fromEntries(
      Object.entries(parsed.data).map(([field, given]) => [field, revealed(given, env)]),
    ) as unknown as Connection;
    const { pattern, fix } = schemes[kind];
    if (!pattern.test(connection.url)) refuse("has a url of another sort", fix);
    if (connection.kind === "webhook" && connection.secret !== undefined && !isSecret(connection.secret))
      refuse("has a secret that is none", "Make one: echo whsec_$(openssl rand -base64 32)");
    return connection;
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error), "Set it, or write the value itself.");
    return undefined;
  }
}

/** As Standard Webhooks have them: 24 bytes at least. */
function isSecret(text: string): boolean {
  return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text) && Buffer.from(text.slice(6), "base64").length >= 24;
}

function revealed(given: z.output<typeof secret>, env: Environment): string {
  if (typeof given === "string") return given;
  if ("file" in given) return readFileSync(resolve(given.file), "utf8").trim();
  const value = env[given.env];
  if (!value) throw new Error(`needs ${given.env}, which is not set`);
  return value;
}

function fixOf(kind: NotifyTarget["kind"]): string {
  const fields = { slack: "url", webhook: "url and perhaps secret", email: "url and from" } as const;
  return `A connection of kind ${kind} has ${fields[kind]}.`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw invalidSettings([{ field: path, message, fix: "Name another file with --connections, or none." }]);
  }
}
