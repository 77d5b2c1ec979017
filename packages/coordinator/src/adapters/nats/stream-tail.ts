/**
 * Follows a stream: every new message once, in order. It survives whatever happens to the connection, and says when
 * messages may have been missed: those that came and were dropped again while it could not listen, or a stream that
 * was lost and made again.
 */
import { AckPolicy, DeliverPolicy, jetstreamManager } from "@nats-io/jetstream";
import { createInbox, type Msg, type NatsConnection, nanos, type Subscription } from "@nats-io/transport-node";
import type { Clock, Timer } from "@troupe/engine";
import type { NatsLink } from "./connection.ts";
import { isAbsent } from "./nats-errors.ts";
import { readPushed, type StreamMessage } from "./pushed-message.ts";

export interface StreamTailOptions {
  readonly link: NatsLink;
  readonly clock: Clock;
  readonly stream: string;
  readonly headersOnly?: boolean;
  onMessage(message: StreamMessage): void;
  /** It begins to listen, anew or to another stream: what is told next may not follow on what was told last. */
  onBreak(): void;
  onTrouble(error: unknown): void;
}

const heartbeatMs = 1000;
/** Without a sign of life for that long it listens anew: a server says something once a heartbeat. */
const silentMs = 3500;
const retryMs = 500;

export class StreamTail {
  readonly #options: StreamTailOptions;
  readonly #stopFollowing: () => void;
  #subscription: Subscription | undefined;
  /** Which stream it is, by the instant of its making. */
  #identity: string | undefined;
  /** Of the last message in the stream that was told. */
  #sequence = 0;
  /** Of the last message in this delivery. */
  #delivered = 0;
  #heardAt = 0;
  #timer: Timer | undefined;
  #isClosed = false;
  /** Attempts to listen: one that was overtaken gives up. */
  #round = 0;
  #reached: { readonly sequence: number; readonly resolve: () => void }[] = [];

  constructor(options: StreamTailOptions) {
    this.#options = options;
    this.#stopFollowing = options.link.onUp(() => this.restart());
  }

  /** Which stream the messages are of. */
  get identity(): string | undefined {
    return this.#identity;
  }

  /** Resolves when everything up to a sequence was told, or after `ms`, whatever comes first. */
  async reached(sequence: number, ms: number): Promise<void> {
    if (this.#sequence >= sequence) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.after(ms, resolve);
    this.#reached.push({ sequence, resolve });
    await promise;
    timer.cancel();
    this.#reached = this.#reached.filter((waiting) => waiting.resolve !== resolve);
  }

  /** Listens anew, from where it was: when it is told that the stream was made, or something seems wrong. */
  restart(): void {
    if (this.#isClosed) return;
    this.#round += 1;
    this.#timer?.cancel();
    this.#subscription?.unsubscribe();
    const round = this.#round;
    this.#listen(round).catch((error) => {
      if (this.#isClosed || round !== this.#round) return;
      // It is not there yet: all that will be in it is new.
      if (isAbsent(error)) this.#identity ??= "none";
      else this.#options.onTrouble(error);
      this.#restartAfter(retryMs);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#stopFollowing();
    this.#timer?.cancel();
    this.#subscription?.unsubscribe();
    for (const { resolve } of this.#reached) resolve();
  }

  async #listen(round: number): Promise<void> {
    const { link, stream, headersOnly = false } = this.#options;
    const { connection } = link;
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const { created, state } = await manager.streams.info(stream);
    if (round !== this.#round) return;
    if (this.#identity === undefined) this.#sequence = state.last_seq;
    else if (created !== this.#identity) this.#sequence = 0;
    this.#identity = created;
    this.#delivered = 0;
    const inbox = createInbox();
    this.#subscription = this.#subscribe(connection, inbox, round);
    await manager.consumers.add(stream, {
      deliver_subject: inbox,
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.#sequence + 1,
      flow_control: true,
      idle_heartbeat: nanos(heartbeatMs),
      inactive_threshold: nanos(10_000),
      mem_storage: true,
      num_replicas: 1,
      ...(headersOnly ? { headers_only: true } : {}),
    });
    if (round !== this.#round) return;
    this.#heardAt = this.#options.clock.monotonic();
    this.#watch();
    this.#options.onBreak();
  }

  #subscribe(connection: NatsConnection, inbox: string, round: number): Subscription {
    return connection.subscribe(inbox, {
      callback: (error, message) => {
        if (round !== this.#round) return;
        if (error !== null) this.restart();
        else this.#hear(connection, message);
      },
    });
  }

  #hear(connection: NatsConnection, received: Msg): void {
    this.#heardAt = this.#options.clock.monotonic();
    const pushed = readPushed(connection, received);
    if (pushed.type === "other") return;
    // SAFETY: a message was lost on its way. What follows is told after it, or not at all.
    const expected = pushed.type === "message" ? this.#delivered + 1 : this.#delivered;
    if (pushed.delivered < expected) return;
    if (pushed.delivered > expected) return this.restart();
    if (pushed.type === "heartbeat") return;
    this.#delivered += 1;
    this.#sequence = pushed.message.seq;
    this.#options.onMessage(pushed.message);
    if (this.#reached.length > 0) this.#tellReached();
  }

  #tellReached(): void {
    for (const { sequence, resolve } of this.#reached) if (sequence <= this.#sequence) resolve();
  }

  #restartAfter(ms: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(ms, () => {
      if (this.#options.link.isUp) this.restart();
    });
  }

  #watch(): void {
    this.#timer?.cancel();
    const { clock, link } = this.#options;
    this.#timer = clock.after(heartbeatMs, () => {
      const isSilent = clock.monotonic() - this.#heardAt > silentMs;
      if (isSilent && link.isUp) this.restart();
      else this.#watch();
    });
  }
}
