/** A messenger whose other side is a list: it takes, refuses or hangs as a test wants it to. */
import { TroupeError } from "@troupe/core";
import type { ConnectionInfo, Messenger, OutgoingNotice } from "../../ports/messenger.ts";

export type MessengerMood = "take" | "later" | "never" | "hang";

export class MemoryMessenger implements Messenger {
  /** What was taken, in order. */
  readonly sent: OutgoingNotice[] = [];
  /** Every attempt, whatever came of it. */
  readonly tried: OutgoingNotice[] = [];
  /** By connection; those that are not named take everything. */
  readonly moods = new Map<string, MessengerMood>();
  readonly #connections: readonly ConnectionInfo[];
  /** With every refusal that says "later": when the other side wants to hear again. */
  retryAfterMs: number | undefined;

  constructor(connections: readonly ConnectionInfo[]) {
    this.#connections = connections;
  }

  connections(): readonly ConnectionInfo[] {
    return this.#connections;
  }

  async send(message: OutgoingNotice, signal: AbortSignal): Promise<void> {
    const { connection, kind } = message.target;
    const known = this.#connections.find(({ name }) => name === connection);
    if (known?.kind !== kind)
      throw new TroupeError(`There is no connection ${connection} of kind ${kind}.`, {
        code: "CONNECTION_NOT_FOUND",
        reaction: "retry",
      });
    this.tried.push(message);
    const mood = this.moods.get(connection) ?? "take";
    if (mood === "take") this.sent.push(message);
    else if (mood === "hang") await aborted(signal);
    else throw refused(mood, this.retryAfterMs);
  }
}

function refused(mood: "later" | "never", retryAfterMs: number | undefined): TroupeError {
  const details = retryAfterMs === undefined ? {} : { retryAfterMs: String(retryAfterMs) };
  const reaction = mood === "later" ? "retry" : "reject";
  return new TroupeError(`The other side says: ${mood}.`, { code: "NOTIFY_FAILED", reaction, details });
}

function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return promise;
}
