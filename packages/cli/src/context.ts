/** What every command gets: the terminal, the environment, and a client that connects when it is used. */
import type { Client } from "@troupe/sdk/client";
import type { Environment, Terminal } from "./terminal.ts";

export interface Context {
  readonly terminal: Terminal;
  readonly env: Environment;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Aborted by the first Ctrl-C, unless a command has taken Ctrl-C over. */
  readonly interrupted: AbortSignal;
  /** From here on, Ctrl-C is this command's to handle. Gives it back with the result. */
  onInterrupt(handler: () => void): () => void;
}

export interface ConnectionOptions {
  readonly address?: string;
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export async function withClient<T>(options: ConnectionOptions, use: (client: Client) => Promise<T>): Promise<T> {
  const { Client: Connecting } = await import("@troupe/sdk/client");
  await using client = new Connecting(connectionIn(options));
  return await use(client);
}

/** Of a command's options, those that say where to connect, as far as they are given. */
function connectionIn({ address, tokenFile, ca, cert, key }: ConnectionOptions): ConnectionOptions {
  const all = { address, tokenFile, ca, cert, key };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
