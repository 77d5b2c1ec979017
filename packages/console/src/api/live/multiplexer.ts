/**
 * Which streams there are, and the one connection that carries them. Pure: what happens comes in, what is to be done
 * goes out.
 *
 *   idle ─subscribe─▶ waiting ─timer─▶ connecting ─opened─▶ open ─subscribe─▶ open + next connecting ─opened─▶ open
 *                        ▲                  │ closed          │ closed
 *                        └──── backoff ◀────┴─────────────────┘
 *
 * A set of streams that changes needs a new connection. Until it is open the old one goes on with streams that have no
 * ids. What has ids stops at once on the old one: the new one was asked to go on after the last id, so that nothing is
 * told twice and nothing is lost, even if the new one fails.
 */
import { isPassing, type Refusal } from "../call-error.ts";
import type { LinkStatus, StreamEvent, StreamRequest } from "./stream-event.ts";

export type LinkInput =
  | { readonly type: "subscribe"; readonly stream: StreamRequest }
  | { readonly type: "unsubscribe"; readonly id: string }
  | { readonly type: "opened"; readonly connection: number }
  | { readonly type: "event"; readonly connection: number; readonly event: StreamEvent }
  /** With a refusal if the server answered with one. */
  | { readonly type: "closed"; readonly connection: number; readonly refusal?: Refusal }
  | { readonly type: "timer" };

export type LinkOutput =
  | { readonly type: "open"; readonly connection: number; readonly streams: readonly StreamRequest[] }
  | { readonly type: "close"; readonly connection: number }
  /** The stream begins: anew, or after what was told last. */
  | { readonly type: "begin"; readonly id: string; readonly resumed: boolean }
  | { readonly type: "message"; readonly id: string; readonly method: string; readonly message: unknown }
  | { readonly type: "failure"; readonly id: string; readonly failure: Refusal }
  | { readonly type: "end"; readonly id: string }
  /** Replaces the timer that there is. */
  | { readonly type: "timer"; readonly ms: number }
  | { readonly type: "status"; readonly status: LinkStatus };

export interface LinkOptions {
  /** From 0 up to 1. */
  readonly random: () => number;
}

const limits = {
  /** Streams that come and go together make one new connection. */
  gatherMs: 8,
  firstRetryMs: 250,
  longestRetryMs: 8_000,
} as const;

export class Multiplexer {
  readonly #streams = new Map<string, StreamRequest>();
  readonly #random: () => number;
  /** Delivers. */
  #current: number | undefined;
  /** Asked for, and not open yet. Undefined lastEventId: the stream begins anew there. */
  #next: { readonly connection: number; readonly lastIds: ReadonlyMap<string, string | undefined> } | undefined;
  /** The set has changed since the last connection was asked for. */
  #changed = false;
  #failures = 0;
  #connections = 0;
  #status: LinkStatus = "idle";
  #out: LinkOutput[] = [];

  constructor({ random }: LinkOptions) {
    this.#random = random;
  }

  step(input: LinkInput): readonly LinkOutput[] {
    this.#out = [];
    switch (input.type) {
      case "subscribe":
        this.#streams.set(input.stream.id, input.stream);
        this.#change();
        break;
      case "unsubscribe":
        if (this.#streams.delete(input.id)) this.#change();
        break;
      case "opened":
        this.#opened(input.connection);
        break;
      case "event":
        this.#event(input.connection, input.event);
        break;
      case "closed":
        this.#closed(input.connection, input.refusal);
        break;
      case "timer":
        this.#connect();
        break;
    }
    return this.#out;
  }

  #change(): void {
    this.#changed = true;
    // While it waits out a failure, the connection that comes then has the new set.
    if (this.#next === undefined && this.#status !== "broken") this.#out.push({ type: "timer", ms: limits.gatherMs });
  }

  #connect(): void {
    if (this.#next !== undefined || (!this.#changed && this.#current !== undefined)) return;
    this.#changed = false;
    if (this.#streams.size === 0) {
      this.#closeCurrent();
      this.#say("idle");
      return;
    }
    const connection = ++this.#connections;
    const streams = [...this.#streams.values()];
    this.#next = { connection, lastIds: new Map(streams.map(({ id, lastEventId }) => [id, lastEventId])) };
    this.#out.push({ type: "open", connection, streams });
    if (this.#status === "idle") this.#say("connecting");
  }

  #opened(connection: number): void {
    if (this.#next?.connection !== connection) return;
    const { lastIds } = this.#next;
    this.#next = undefined;
    this.#closeCurrent();
    this.#current = connection;
    this.#say("open");
    for (const [id, lastId] of lastIds)
      if (this.#streams.has(id)) this.#out.push({ type: "begin", id, resumed: lastId !== undefined });
    if (this.#changed) this.#out.push({ type: "timer", ms: limits.gatherMs });
  }

  #event(connection: number, event: StreamEvent): void {
    const stream = this.#streams.get(event.stream);
    if (connection !== this.#current || stream === undefined) return;
    if (this.#next?.lastIds.get(stream.id) !== undefined) return;
    if ("message" in event) this.#message(stream, event);
    else if ("failure" in event) this.#failed(stream, event.failure);
    else this.#ended(stream);
  }

  #message(stream: StreamRequest, { id, message }: { readonly id?: string; readonly message: unknown }): void {
    this.#failures = 0;
    if (id !== undefined) this.#streams.set(stream.id, { ...stream, lastEventId: id });
    this.#out.push({ type: "message", id: stream.id, method: stream.method, message });
  }

  #failed(stream: StreamRequest, failure: Refusal): void {
    if (isPassing(failure)) {
      this.#changed = true;
      this.#out.push({ type: "timer", ms: this.#backoff() });
      return;
    }
    this.#streams.delete(stream.id);
    this.#out.push({ type: "failure", id: stream.id, failure });
  }

  #ended({ id }: StreamRequest): void {
    this.#streams.delete(id);
    this.#out.push({ type: "end", id });
  }

  #closed(connection: number, refusal: Refusal | undefined): void {
    if (connection === this.#next?.connection) {
      this.#next = undefined;
      // What has ids was kept back on the old one since: it must not go on as if nothing were missing.
      this.#closeCurrent();
    } else if (connection === this.#current) {
      this.#current = undefined;
      if (this.#next !== undefined) return;
    } else return;
    if (refusal !== undefined && !isPassing(refusal)) this.#refused(refusal);
    this.#changed = true;
    if (this.#streams.size === 0) {
      this.#say("idle");
      return;
    }
    this.#say("broken");
    this.#out.push({ type: "timer", ms: this.#backoff() });
  }

  /** The request itself is wrong, or the reader is not signed in: the same again changes nothing. */
  #refused(failure: Refusal): void {
    for (const id of this.#streams.keys()) this.#out.push({ type: "failure", id, failure });
    this.#streams.clear();
  }

  #closeCurrent(): void {
    if (this.#current !== undefined) this.#out.push({ type: "close", connection: this.#current });
    this.#current = undefined;
  }

  /** With jitter: after a fail-over all readers come back, and should not come at once. */
  #backoff(): number {
    const most = Math.min(limits.firstRetryMs * 2 ** this.#failures++, limits.longestRetryMs);
    return Math.round(most * (0.5 + this.#random() / 2));
  }

  #say(status: LinkStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#out.push({ type: "status", status });
  }
}
