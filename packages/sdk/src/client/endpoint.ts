/**
 * Where the coordinator is, and what proves that we may talk to it: an option, then the environment, then what a
 * coordinator on this machine has announced, then the default address.
 */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isObject, TroupeError } from "@troupe/core";
import type { Trust } from "@troupe/proto";

export interface EndpointOptions {
  /** "host:port"; of a cluster several, with commas between them: whoever leads is found. */
  readonly address?: string;
  readonly token?: string;
  /** A file that holds the token and nothing else. */
  readonly tokenFile?: string;
  /** A file with the certificates to trust: switches TLS on. */
  readonly ca?: string;
  /** A file with the certificate to show, where the coordinator asks for one. */
  readonly cert?: string;
  /** A file with its key. */
  readonly key?: string;
  /** Where a coordinator on this machine keeps its data. */
  readonly dataDir?: string;
}

export interface Endpoint {
  /** The first to ask. */
  readonly address: string;
  /** All that were named. */
  readonly addresses: readonly string[];
  readonly token: string | null;
  /** It is that of a coordinator on this machine, and opens no other. */
  readonly tokenIsAnnounced: boolean;
  /** Null: nothing is encrypted. */
  readonly trust: Trust | null;
  /** It is in that coordinator's own certificate, and in no other. */
  readonly trustIsAnnounced: boolean;
  /** Who named the address, as a noun phrase for messages. */
  readonly namedBy: string;
}

/** What a running coordinator writes into its data folder, and removes when it ends. */
export interface Announcement {
  readonly pid: number;
  readonly address: string;
  readonly httpUrl: string | null;
  readonly token: string | null;
  /** What it shows, in PEM; null: nothing is encrypted. */
  readonly certificate: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const defaultAddress = "127.0.0.1:7420";

export async function findEndpoint(options: EndpointOptions = {}, env: Environment = process.env): Promise<Endpoint> {
  const announced = await readAnnouncement(options.dataDir ?? dataFolder(env));
  const found = findAddress(options, env, announced);
  // The announced token opens the announced coordinator only: it is never shown to another address.
  const own = announced !== null && announced.address === found.address ? announced : null;
  const given = await givenToken(options, env);
  const token = given ?? own?.token ?? null;
  const tls = await findTrust(options, env, own?.certificate ?? null);
  return { ...found, token, tokenIsAnnounced: given === null && token !== null, ...tls };
}

async function findTrust(
  options: EndpointOptions,
  env: Environment,
  announced: string | null,
): Promise<Pick<Endpoint, "trust" | "trustIsAnnounced">> {
  const ca = options.ca ?? (env.TROUPE_CA || null);
  const cert = options.cert ?? (env.TROUPE_CERT || null);
  const key = options.key ?? (env.TROUPE_KEY || null);
  if (ca === null && cert === null && key === null && announced === null)
    return { trust: null, trustIsAnnounced: false };
  // Only then: it comes with gRPC, which a command that fails before needs not wait for.
  const { readTrust, TrustError } = await import("@troupe/proto");
  try {
    return { trust: readTrust({ ca, cert, key }, announced), trustIsAnnounced: ca === null && announced !== null };
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    throw new TroupeError(error.message, { code: error.code, reaction: "reject", cause: error });
  }
}

export function dataFolder(env: Environment = process.env): string {
  const share = env.XDG_DATA_HOME || join(homedir(), ".local/share");
  return env.TROUPE_DATA_DIR || join(share, "troupe");
}

/** Null if there is none, or if who wrote it is gone. */
export async function readAnnouncement(folder: string): Promise<Announcement | null> {
  const text = await readFile(join(folder, "coordinator.json"), "utf8").catch(() => null);
  if (text === null) return null;
  const announced = parseAnnouncement(text);
  return announced !== null && isAlive(announced.pid) ? announced : null;
}

function findAddress(
  options: EndpointOptions,
  env: Environment,
  announced: Announcement | null,
): Pick<Endpoint, "address" | "addresses" | "namedBy"> {
  if (options.address !== undefined) return named(options.address, "the address given");
  if (env.TROUPE_ADDRESS) return named(env.TROUPE_ADDRESS, "TROUPE_ADDRESS");
  if (announced !== null) return named(announced.address, `the coordinator with pid ${announced.pid}`);
  return named(defaultAddress, "the default address");
}

function named(text: string, namedBy: string): Pick<Endpoint, "address" | "addresses" | "namedBy"> {
  const [address = text, ...others] = text.split(",").flatMap((part) => part.trim() || []);
  const addresses = [address, ...others];
  for (const one of addresses) if (!isHostAndPort(one)) throw addressInvalid(one, namedBy);
  return { address, addresses, namedBy };
}

function isHostAndPort(text: string): boolean {
  const [, port] = /^(?:\[[^[\]]+\]|[^:/\s]+):(\d{1,5})$/.exec(text) ?? [];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}

function addressInvalid(address: string, namedBy: string): TroupeError {
  const message = `"${address}" (${namedBy}) is no address; write HOST:PORT, like 127.0.0.1:7420 or [::1]:7420, several with commas between them`;
  return new TroupeError(message, { code: "USAGE", reaction: "reject" });
}

async function givenToken(options: EndpointOptions, env: Environment): Promise<string | null> {
  if (options.token !== undefined) return options.token;
  if (options.tokenFile !== undefined) return await readToken(options.tokenFile);
  if (env.TROUPE_TOKEN) return env.TROUPE_TOKEN;
  return env.TROUPE_TOKEN_FILE ? await readToken(env.TROUPE_TOKEN_FILE) : null;
}

async function readToken(file: string): Promise<string> {
  try {
    const { firstToken } = await import("@troupe/proto");
    return firstToken(await readFile(file, "utf8"));
  } catch (cause) {
    throw new TroupeError(`the token file ${file} cannot be read; name another one, or none`, {
      code: "TOKEN_FILE_UNREADABLE",
      reaction: "reject",
      cause,
    });
  }
}

function parseAnnouncement(text: string): Announcement | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Half written: whoever writes it is starting or ending, and will be found by its address.
    return null;
  }
  if (!isObject(value) || typeof value.pid !== "number" || typeof value.address !== "string") return null;
  const { httpUrl, token, certificate } = value;
  return {
    pid: value.pid,
    address: value.address,
    httpUrl: typeof httpUrl === "string" ? httpUrl : null,
    token: typeof token === "string" ? token : null,
    certificate: typeof certificate === "string" ? certificate : null,
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user, but alive.
    return isObject(error) && error.code === "EPERM";
  }
}
