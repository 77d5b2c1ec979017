/**
 * The agent's side of its session with the leader.
 *
 *   waiting ─ backoff over ─▶ greeting ─ Welcome ─▶ open
 *      ▲                          │                   │
 *      └───────── closed, refused, silent ────────────┘        stopped: from anywhere, for good
 *
 * It tries for ever: an agent without a coordinator keeps what it runs, and nothing is killed because nobody is there.
 * A session is open only after a Welcome that the host admits (its term is not below one seen before); until then
 * nothing that comes down it counts, and nothing that comes beside it. Each beat echoes what came down each path last.
 */
import type { AgentHello, AgentUsage, Clock, Timer } from "@troupe/engine";
import type { Logger } from "pino";
import type {
  CoordinatorLink,
  FromCoordinator,
  SessionEnd,
  SessionStream,
  ToCoordinator,
} from "../ports/coordinator-link.ts";
import type { Hint, OfferLink } from "../ports/offer-link.ts";
import { Backoff } from "./backoff.ts";

export type Welcome = Extract<FromCoordinator, { type: "Welcome" }>;
export type Order = Exclude<FromCoordinator, { type: "Welcome" | "BeatEcho" | "Leads" }>;

/** What the session needs to know of its agent, and whom it tells. */
export interface SessionHost {
  /** Asked anew for each connection: what is held changes. */
  hello(): AgentHello;
  /** Null to go on; otherwise why this coordinator is none for us. */
  admit(welcome: Welcome): string | null;
  /** The session is open. Everything that may have got lost is to be said again. */
  opened(welcome: Welcome): void;
  order(order: Order): void;
  load(): { readonly usage: AgentUsage; readonly running: number };
}

export interface SessionOptions {
  readonly link: CoordinatorLink;
  /** Absent: offers come down the session alone. */
  readonly offers?: OfferLink;
  readonly clock: Clock;
  readonly random: () => number;
  readonly host: SessionHost;
  readonly log: Logger;
}

type State =
  | { readonly status: "waiting"; readonly timer: Timer; readonly until: number }
  | { readonly status: "greeting"; readonly stream: SessionStream; readonly timer: Timer }
  | { readonly status: "open"; readonly stream: SessionStream; readonly beats: Timer; readonly welcome: Welcome }
  | { readonly status: "stopped" };

const welcomeWithinMs = 10_000;
/** A coordinator that says nothing for so long is not ours any more, whatever its connection says. */
const silentAfter = { beats: 3, atLeastMs: 6000 } as const;

/**
 * How soon an agent is where it was pointed to: at once, but not all agents in the same instant. Coordinators that point at
 * each other are followed no further than this many times in a row.
 */
const following = { withinMs: 50, atMost: 3 } as const;

/** While the coordinators elect a leader, or have not heard that the last one is gone: waiting ever longer would cost the time after. */
const electionMs = 500;

/** How long a session is kept whose leader has a successor, as others say. */
const lastWordMs = 150;

/** A session that is ended sooner (another agent with this id, a coordinator that cannot stay up) does not count as one. */
const steadyAfterMs = 5000;

export class Session {
  readonly #options: SessionOptions;
  readonly #backoff: Backoff;
  readonly #ended = Promise.withResolvers<void>();
  #state: State = { status: "stopped" };
  #heardAt = 0;
  #openedAt = 0;
  #sequence = 0;
  /** How often it was pointed elsewhere since the last session was open. */
  #followed = 0;
  /** The newest leader that it knows of. */
  #newest: { readonly clusterId: string; readonly term: number } | undefined;
  /** By path, the last nonce that came down it in this session. */
  #nonces: Record<string, number> = {};

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ initialMs: 50, maxMs: 5000, random: options.random });
  }

  start(): void {
    this.#connect();
  }

  get isOpen(): boolean {
    return this.#state.status === "open";
  }

  /** Room for repetitions: false while the other side is slow, or not there. */
  get hasRoom(): boolean {
    return this.#state.status === "open" && this.#state.stream.isDrained;
  }

  /** Lost if the session is not open: whoever must be heard says it again in `opened`. */
  send(message: ToCoordinator): void {
    if (this.#state.status === "open") this.#state.stream.send(message);
  }

  /** Ends the session for good; resolves once what was sent before has left. */
  async stop(goodbye: string): Promise<void> {
    this.send({ type: "Goodbye", reason: goodbye });
    const state = this.#state;
    this.#state = { status: "stopped" };
    switch (state.status) {
      case "waiting":
        state.timer.cancel();
        break;
      case "greeting":
        state.timer.cancel();
        state.stream.abort("the agent stops");
        break;
      case "open":
        state.beats.cancel();
        state.stream.end();
        await this.#ended.promise;
        break;
      case "stopped":
    }
  }

  #connect(): void {
    const { link, clock, host } = this.#options;
    // Whose events these are: a stream that was given up may still report its end.
    let mine: SessionStream | null = null;
    const isCurrent = (): boolean =>
      (this.#state.status === "greeting" || this.#state.status === "open") && this.#state.stream === mine;
    const stream = link.open(host.hello(), {
      message: (message) => {
        if (isCurrent()) this.#received(message);
      },
      closed: (why) => {
        if (isCurrent()) this.#lost(why);
        else if (this.#state.status === "stopped") this.#ended.resolve();
      },
    });
    mine = stream;
    const timer = clock.after(welcomeWithinMs, () => this.#giveUp("no welcome came"));
    this.#state = { status: "greeting", stream, timer };
  }

  #received(message: FromCoordinator): void {
    this.#heardAt = this.#options.clock.monotonic();
    if (message.type === "Welcome") this.#welcomed(message);
    else if (message.type === "BeatEcho") this.#nonces.session = message.nonce;
    else if (message.type === "Leads") return;
    else if (this.isOpen) this.#options.host.order(message);
  }

  #welcomed(welcome: Welcome): void {
    if (this.#state.status !== "greeting") return;
    const refusal = this.#options.host.admit(welcome);
    if (refusal !== null) return this.#giveUp(refusal);
    const { stream, timer } = this.#state;
    timer.cancel();
    this.#nonces = {};
    this.#followed = 0;
    this.#newest = { clusterId: welcome.clusterId, term: welcome.term };
    this.#openedAt = this.#options.clock.monotonic();
    this.#options.log.info({ cluster: welcome.clusterId, term: welcome.term }, "joined the cluster");
    this.#state = { status: "open", stream, beats: this.#beatAfter(welcome.beatIntervalMs), welcome };
    this.#options.host.opened(welcome);
    this.#options.offers?.listen(welcome.clusterId, (hint) => this.#heard(hint));
  }

  /**
   * SAFETY: only from the leader that this session is with. A deposed one must not be obeyed, nor prove a path for its
   * successor; and one that is not met yet has nobody here who could answer it.
   */
  #heard({ clusterId, term, message }: Hint): void {
    if (message.type === "Leads") return this.#succeeded(clusterId, term);
    if (this.#state.status !== "open" || this.#options.offers === undefined) return;
    const { welcome } = this.#state;
    if (clusterId !== welcome.clusterId || term !== welcome.term) return;
    if (message.type === "BeatEcho") this.#nonces[this.#options.offers.path] = message.nonce;
    else this.#options.host.order(message);
  }

  /**
   * Somebody says that there is another leader. Whoever it is, that gives no authority, and nobody is gone to on the strength
   * of it: it is asked of a coordinator. One that was reached already is left in peace: it knows as much.
   */
  #succeeded(clusterId: string, term: number): void {
    if (clusterId !== this.#newest?.clusterId || term <= this.#newest.term) return;
    this.#newest = { clusterId, term };
    this.#backoff.reset();
    const reason = `another coordinator leads, by term ${term}`;
    switch (this.#state.status) {
      case "waiting":
        return this.#hurry(reason);
      case "greeting":
        if (this.#state.stream.isConnected) return;
        break;
      case "open":
        return this.#awaitWord(this.#state.stream, reason);
      case "stopped":
        return;
    }
    this.#giveUp(reason);
  }

  /** A leader that hands over ends the session itself, and says where to go: that is shorter than to ask around. */
  #awaitWord(stream: SessionStream, reason: string): void {
    this.#options.clock.after(lastWordMs, () => {
      if (this.#state.status === "open" && this.#state.stream === stream) this.#giveUp(reason);
    });
  }

  /** By whom it is pointed there: who says the same afterwards, by another way, says nothing new. */
  #heardOf(term = 0): void {
    if (this.#newest !== undefined && term > this.#newest.term) this.#newest = { ...this.#newest, term };
  }

  /** Not if it is about to go where it was pointed to. */
  #hurry(reason: string): void {
    if (this.#state.status !== "waiting") return;
    if (this.#state.until - this.#options.clock.monotonic() <= following.withinMs) return;
    this.#state.timer.cancel();
    this.#wait(reason, this.#options.random() * following.withinMs);
  }

  #beatAfter(intervalMs: number): Timer {
    return this.#options.clock.after(intervalMs, () => {
      if (this.#state.status !== "open") return;
      const silentMs = this.#options.clock.monotonic() - this.#heardAt;
      if (silentMs > Math.max(silentAfter.beats * intervalMs, silentAfter.atLeastMs)) {
        return this.#giveUp(`the coordinator has been silent for ${Math.round(silentMs)} ms`);
      }
      // A full buffer needs no beats on top: they would all come at once, and late.
      if (this.#state.stream.isDrained) this.#beat(this.#state.stream);
      this.#state = { ...this.#state, beats: this.#beatAfter(intervalMs) };
    });
  }

  #beat(stream: SessionStream): void {
    this.#sequence += 1;
    stream.send({ type: "Beat", sequence: this.#sequence, nonces: { ...this.#nonces }, ...this.#options.host.load() });
  }

  #giveUp(reason: string): void {
    if (this.#state.status !== "greeting" && this.#state.status !== "open") return;
    const { stream } = this.#state;
    this.#lost({ reason });
    stream.abort(reason);
  }

  #lost({ reason, notLeader, remedy }: SessionEnd): void {
    void remedy?.then((said) => {
      if (said !== null) this.#options.log.warn({}, said);
    });
    if (this.#state.status === "greeting") this.#state.timer.cancel();
    if (this.#state.status === "open") {
      this.#state.beats.cancel();
      if (this.#options.clock.monotonic() - this.#openedAt >= steadyAfterMs) this.#backoff.reset();
    }
    this.#wait(reason, this.#delay(notLeader));
  }

  #wait(reason: string, delayMs: number): void {
    this.#options.log.warn({ reason, retryInMs: Math.round(delayMs) }, "no session with the coordinator");
    const { clock } = this.#options;
    const timer = clock.after(delayMs, () => this.#connect());
    this.#state = { status: "waiting", timer, until: clock.monotonic() + delayMs };
  }

  /** Somebody who answers that he does not lead is a cluster that is there, and about to elect if nobody does. */
  #delay(notLeader: SessionEnd["notLeader"]): number {
    const { random } = this.#options;
    if (notLeader === undefined) return this.#backoff.next();
    this.#backoff.reset();
    this.#heardOf(notLeader.term);
    this.#followed += 1;
    // Who is named again and again and is not to be had has ended, and the others have not heard of it.
    const isOff = notLeader.leader === null || this.#followed > following.atMost;
    return random() * (isOff ? electionMs : following.withinMs);
  }
}
