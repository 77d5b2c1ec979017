/** Where the coordinators are, and who we say we are. */
import * as grpc from "@grpc/grpc-js";
import { connectionProblem, credentialsOf, type Trust } from "@troupe/proto";

export interface EndpointOptions {
  /** "host:port" each; at least one. */
  readonly addresses: readonly string[];
  /** Which of them is tried first; default: the first. */
  readonly first?: number;
  readonly token: string | null;
  /** Null: nothing is encrypted. */
  readonly trust: Trust | null;
}

export class Endpoint {
  readonly #addresses: readonly string[];
  readonly #token: string | null;
  readonly #trust: Trust | null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  readonly #credentials: grpc.ChannelCredentials;
  /** By address, when it last did not answer, how often in a row, and by which term somebody led as far as was known then. */
  readonly #silent = new Map<string, { readonly at: number; readonly times: number; readonly term: number }>();
  #index = 0;
  #leader: string | null = null;
  /** The newest term that a leader has welcomed us by, and the newest that anybody has named. */
  #metTerm = 0;
  #namedTerm = 0;

  constructor(options: EndpointOptions) {
    this.#addresses = options.addresses;
    this.#index = options.first ?? 0;
    this.#token = options.token;
    this.#trust = options.trust;
    this.#credentials = credentialsOf(options.trust);
  }

  /** The leader if somebody has named it, else each address in turn. */
  get address(): string {
    return this.#leader ?? this.#addresses[this.#index % this.#addresses.length] ?? "";
  }

  get credentials(): grpc.ChannelCredentials {
    return this.#credentials;
  }

  /** What to do about a coordinator that does not answer, as far as it is for TLS. Now and then: it costs a connection. */
  async remedy(address: string): Promise<string | null> {
    const now = performance.now();
    if (now - this.#lookedAt < lookEveryMs) return null;
    this.#lookedAt = now;
    return (await connectionProblem(address, this.#trust).catch(() => null))?.message ?? null;
  }

  metadata(): grpc.Metadata {
    const metadata = new grpc.Metadata();
    if (this.#token !== null) metadata.set("authorization", `Bearer ${this.#token}`);
    return metadata;
  }

  /** The leader of this term has welcomed us. */
  met(term: number): void {
    this.#metTerm = Math.max(this.#metTerm, term);
  }

  /**
   * How long a connection may take to come: longer with each time that it did not, for a coordinator may be slow; and longer
   * to a leader that was elected since we met one. It is not frozen, but busy: nobody else is to be gone to.
   */
  patienceMs(address: string): number {
    const times = this.#silent.get(address)?.times ?? 0;
    const isNew = address === this.#leader && this.#namedTerm > this.#metTerm;
    return Math.min((isNew ? patience.electedMs : patience.firstMs) * 2 ** times, patience.mostMs);
  }

  /**
   * The one at `address` would not have us, or is not there; or it `answered`, and no more than that. Answers where to go,
   * null if nobody has said so: a leader that has just not answered is not one, whoever has not heard of it yet. But who was
   * elected since then is, by a `term` that nobody had named.
   */
  moveOn(address: string, named: string | null, answered: boolean, term = 0): string | null {
    this.#note(address, answered);
    const isElected = named !== null && term > (this.#silent.get(named)?.term ?? 0);
    const leader = named === null || (!isElected && this.#isShunned(named)) ? null : named;
    this.#namedTerm = Math.max(this.#namedTerm, term);
    if (address !== this.address) return leader;
    if (leader === null) this.#index = this.#from(this.#leader === null ? this.#index + 1 : this.#index);
    this.#leader = leader;
    return leader;
  }

  /** The next one that is worth a try: whoever has just not answered costs seconds, and the others know who leads. */
  #from(index: number): number {
    const count = this.#addresses.length;
    const steps = Array.from({ length: count }, (_, step) => step);
    return index + (steps.find((step) => !this.#isShunned(this.#addresses[(index + step) % count] ?? "")) ?? 0);
  }

  #isShunned(address: string): boolean {
    const { at = Number.NEGATIVE_INFINITY } = this.#silent.get(address) ?? {};
    return performance.now() - at < shunnedMs;
  }

  #note(address: string, answered: boolean): void {
    const { times = 0 } = this.#silent.get(address) ?? {};
    this.#silent.delete(address);
    if (answered) return;
    // Leaders come and go, and their addresses with them.
    for (const oldest of this.#silent.keys()) if (this.#silent.size >= keptSilent) this.#silent.delete(oldest);
    const term = Math.max(this.#metTerm, this.#namedTerm);
    this.#silent.set(address, { at: performance.now(), times: times + 1, term });
  }
}

/** A coordinator that is frozen takes connections, and says nothing on them. */
const patience = { firstMs: 1500, electedMs: 5000, mostMs: 10_000 } as const;
/** For how long one that did not answer is not gone to, though others name it. */
const shunnedMs = 3000;
const keptSilent = 32;
const lookEveryMs = 30_000;

/** Of a connection that carries long streams. A pool of its own, or two clients to one address would share one socket. */
export const streamOptions = {
  "grpc.use_local_subchannel_pool": 1,
  "grpc.enable_retries": 0,
  "grpc.enable_channelz": 0,
  // Together they see a frozen coordinator within three seconds.
  "grpc.keepalive_time_ms": 2000,
  "grpc.keepalive_timeout_ms": 1000,
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 1000,
  "grpc.max_receive_message_length": 16 * 1024 * 1024,
  "grpc.max_send_message_length": 16 * 1024 * 1024,
} as const satisfies grpc.ClientOptions;
