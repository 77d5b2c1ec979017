/**
 * Hints over NATS, on one subject for all coordinators of a cluster. They are gathered for a moment: of what is told of one
 * task only the last counts. What finds no room, or no server, is dropped.
 */
import type { NatsConnection, Subscription } from "@nats-io/transport-node";
import { isObject } from "@troupe/core";
import { type Clock, type Hint, type Hints, Subscribers, type Timer } from "@troupe/engine";
import type { NatsLink } from "./connection.ts";
import { token } from "./subjects.ts";

export interface NatsHintsOptions {
  readonly link: Pick<NatsLink, "isUp" | "connection" | "onUp">;
  readonly cluster: string;
  readonly clock: Clock;
}

const gatherMs = 100;
const limits = {
  /** That wait for the moment to pass. */
  hints: 2000,
  /** Of one message. */
  bytes: 256 * 1024,
} as const;

export class NatsHints implements Hints {
  readonly #options: NatsHintsOptions;
  readonly #subject: string;
  readonly #self = crypto.randomUUID();
  readonly #listeners = new Subscribers<Hint>();
  readonly #gathered = new Map<string, Hint>();
  readonly #stop: () => void;
  #timer: Timer | undefined;
  #heard: { readonly connection: NatsConnection; readonly subscription: Subscription } | undefined;

  constructor(options: NatsHintsOptions) {
    this.#options = options;
    this.#subject = `troupe.${token(options.cluster)}.hints`;
    this.#stop = options.link.onUp((connection) => this.#subscribe(connection));
  }

  tell(hint: Hint): void {
    if (!this.#options.link.isUp || this.#gathered.size >= limits.hints) return;
    this.#gathered.set(subjectOf(hint), hint);
    this.#timer ??= this.#options.clock.after(gatherMs, () => this.#send());
  }

  listen(call: (hint: Hint) => void): () => void {
    return this.#listeners.add(call);
  }

  close(): void {
    this.#stop();
    this.#timer?.cancel();
    this.#heard?.subscription.unsubscribe();
  }

  #send(): void {
    this.#timer = undefined;
    const hints: Hint[] = [];
    let bytes = 0;
    for (const hint of this.#gathered.values()) {
      bytes += Buffer.byteLength(JSON.stringify(hint));
      if (bytes > limits.bytes) break;
      hints.push(hint);
    }
    this.#gathered.clear();
    const { link } = this.#options;
    if (link.isUp) link.connection.publish(this.#subject, JSON.stringify({ from: this.#self, hints }));
  }

  /** The client itself keeps a subscription over reconnects. */
  #subscribe(connection: NatsConnection): void {
    if (this.#heard?.connection === connection) return;
    const callback = (error: Error | null, message: { readonly data: Uint8Array }) => {
      if (error === null) this.#hear(message.data);
    };
    this.#heard = { connection, subscription: connection.subscribe(this.#subject, { callback }) };
  }

  #hear(data: Uint8Array): void {
    const { from, hints } = parse(data);
    if (from === this.#self) return;
    for (const hint of hints) if (isHint(hint)) this.#listeners.tell(hint);
  }
}

function subjectOf(hint: Hint): string {
  if (hint.type === "removed") return hint.type;
  return hint.type === "sealed" ? hint.runId : `${hint.runId}/${hint.task}`;
}

/** Of whoever else publishes there, nothing is taken. */
function parse(data: Uint8Array): { readonly from: unknown; readonly hints: readonly unknown[] } {
  try {
    const found: unknown = JSON.parse(Buffer.from(data).toString());
    if (isObject(found) && Array.isArray(found.hints)) return { from: found.from, hints: found.hints };
  } catch {
    // No JSON.
  }
  return { from: undefined, hints: [] };
}

/** Of a newer version there may be others. */
function isHint(value: unknown): value is Hint {
  if (!isObject(value)) return false;
  if (value.type === "removed") return true;
  if (typeof value.runId !== "string") return false;
  if (value.type === "sealed") return true;
  const { type, task, attempt, progress } = value;
  if (type !== "progress" || typeof task !== "string" || typeof attempt !== "number" || !isObject(progress))
    return false;
  const { fraction, message, at } = progress;
  return typeof fraction === "number" && typeof message === "string" && typeof at === "number";
}
