/**
 * All agents: their sessions, whether they are there, and what each of them holds.
 *
 *            connect              two beats missed          lostAfter
 *   (none) ──────────▶ ready ───────────────────▶ silent ─────────────▶ gone (its session ends)
 *                        │ ▲        a beat          │                     │
 *                  drain ▼ │ resume ◀───────────────┘       connect ──────┘
 *                     draining                        (none) ◀── a day, holding nothing
 *
 * In place of ready it is deaf while it beats and no path down to it is proven (paths.ts): until a nonce is echoed.
 */
import { unreachable } from "@troupe/core";
import type { AgentHello, AgentState, AgentView, SessionLink } from "../engine.ts";
import type { Behaviour, Reply } from "../kernel/actor.ts";
import type { ToAgent } from "../ports/agent-link.ts";
import type { Timer } from "../ports/clock.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";
import type { AgentRecord } from "../records/records.ts";
import {
  type AgentEntry,
  attemptName,
  countStates,
  isForgettable,
  isKnown,
  presentState,
  unheardAgent,
  viewAgent,
} from "./agent-entry.ts";
import { compareHeld, judgeHeld, loseUnsaid } from "./compare-held.ts";
import type { FleetSurroundings } from "./fleet-surroundings.ts";
import { judge } from "./liveness.ts";
import type { Connected, FleetMessage } from "./messages.ts";
import { askedPaths, echoedPaths, offerPaths, openedPaths, provenPaths, sessionPath } from "./paths.ts";

/** One that was killed and came back at once, before its connection ended, looks the same: once. */
const namesakes = "two processes go by one agent's name: give each a name of its own with --id, or end one of them";

export class FleetActor implements Behaviour<FleetMessage> {
  readonly #around: FleetSurroundings;
  readonly #agents = new Map<string, AgentEntry>();
  #sessions = 0;
  /** Never the same twice under one leader: an echo of an earlier session proves nothing. */
  #nonce = 0;
  #sweep: Timer | undefined;
  #alarmed = false;

  constructor(around: FleetSurroundings) {
    this.#around = around;
    this.#arm();
  }

  /** Not a message to this actor: a hint that is lost is sent again, one that queues is late. */
  send(agentId: string, message: ToAgent, round = 0): boolean {
    const entry = this.#agents.get(agentId);
    if (entry === undefined || entry.session === null) return false;
    const { link } = entry.session;
    if (message.type !== "Offer") return link.send(message);
    const { offerPath, leader } = this.#around;
    return offerPaths(provenPaths(entry.paths), offerPath?.name, round).some((path) =>
      path === sessionPath ? link.send(message) : (offerPath?.send(leader, agentId, message) ?? false),
    );
  }

  /** Whether it claims what is assigned to it now. */
  hasStandingClaim(agentId: string): boolean {
    const entry = this.#agents.get(agentId);
    return entry !== undefined && entry.session !== null && entry.hello.standingClaim;
  }

  receive(message: FleetMessage): void | Promise<void> {
    switch (message.type) {
      case "Connect":
        return this.#connect(message.hello, message.link, message.reply);
      case "Beat":
        return this.#beat(message);
      case "Devices":
        return this.#devices(message);
      case "Goodbye":
        return this.#goodbye(message);
      case "Closed":
        return this.#closed(message);
      case "Known":
        return this.#remember(message);
      case "Holds":
        return this.#hold(this.#entry(message.agentId), message.key);
      case "Adopted":
        return this.#adopt(message.agentId, message.key);
      case "Complete":
        return this.#judgeHeld(message.reply);
      case "Released":
        this.#agents.get(message.agentId)?.attempts.delete(attemptName(message.key));
        return;
      case "Drain":
        return this.#drain(message);
      case "List":
        return message.reply.resolve([...this.#agents.values()].filter(isKnown).map((entry) => this.#view(entry)));
      case "Sweep":
        return this.#judge();
      case "Tidy":
        return this.#forget();
      default:
        return unreachable(message);
    }
  }

  stop(): void {
    this.#sweep?.cancel();
    for (const entry of this.#agents.values()) entry.session?.link.handOver();
  }

  /** It counts as gone until it is heard, or holds an attempt: agents of long ago are not waited for. */
  #remember({ hello, draining, goneAt }: AgentRecord): void {
    const entry = this.#entry(hello.agentId);
    const isAwaited = entry.attempts.size > 0;
    entry.hello = hello;
    entry.metAs = hello.incarnation;
    entry.draining = draining;
    entry.state = isAwaited ? "silent" : "gone";
    entry.goneAt = isAwaited ? null : (goneAt ?? this.#around.clock.now());
    // It may not know yet that the leader before is gone. At once: then it is on its way while runs are loaded.
    const { offerPath, leader } = this.#around;
    if (goneAt === null) offerPath?.send(leader, hello.agentId, { type: "Leads" });
  }

  #adopt(agentId: string, key: AttemptKey): void {
    const entry = this.#entry(agentId);
    this.#hold(entry, key);
    loseUnsaid(this.#around, agentId, entry, key);
  }

  #hold(entry: AgentEntry, key: AttemptKey): void {
    entry.attempts.set(attemptName(key), key);
    if (entry.state !== "gone") return;
    entry.state = "silent";
    entry.goneAt = null;
    entry.heardAt = this.#around.clock.monotonic();
  }

  async #connect(hello: AgentHello, link: SessionLink, reply: Reply<Connected>): Promise<void> {
    const entry = this.#entry(hello.agentId);
    const isTwin = entry.session !== null && entry.hello.incarnation !== hello.incarnation;
    if (isTwin) this.#around.log.warn({ agent: hello.agentId, hosts: [entry.hello.host, hello.host] }, namesakes);
    entry.session?.link.close("the agent opened another session");
    const superseded = await compareHeld(this.#around, entry, hello);
    // Written before it is welcomed: a successor knows whom to wait for.
    await this.#around.save({ hello, draining: entry.draining, goneAt: null });
    const session = ++this.#sessions;
    const now = this.#around.clock.now();
    const nonce = ++this.#nonce;
    Object.assign(entry, {
      hello,
      paths: openedPaths(nonce),
      session: { id: session, link },
      connectedAt: now,
      lastBeatAt: now,
      heardAt: this.#around.clock.monotonic(),
      goneAt: null,
    });
    entry.state = presentState(entry);
    if (entry.draining) link.send({ type: "SetDraining", draining: true });
    reply.resolve({ session, superseded });
    this.#ask(entry, nonce);
    this.#offer(entry);
    this.#count();
  }

  async #judgeHeld(reply: Reply<void>): Promise<void> {
    await judgeHeld(this.#around, this.#agents, (agentId, message) => this.send(agentId, message));
    reply.resolve();
  }

  #beat({ agentId, session, sequence, nonces, usage }: Extract<FleetMessage, { type: "Beat" }>): void {
    const entry = this.#current(agentId, session);
    if (entry === undefined) return;
    entry.usage = usage;
    entry.lastBeatAt = this.#around.clock.now();
    entry.heardAt = this.#around.clock.monotonic();
    const nonce = ++this.#nonce;
    const heard = echoedPaths(entry.paths, nonces);
    entry.paths = heard;
    const state = presentState(entry);
    // Judged before the new nonce is out: it had no time to be echoed.
    entry.paths = askedPaths(heard, nonce);
    entry.session?.link.send({ type: "BeatEcho", sequence, nonce });
    this.#ask(entry, nonce);
    if (state === entry.state) return;
    entry.state = state;
    entry.goneAt = null;
    if (state === "deaf")
      this.#around.log.warn({ agent: agentId }, "agent is heard and cannot be reached: it gets no work");
    this.#offer(entry);
    this.#count();
  }

  /** Down the path beside the session. Lost ones are what they are for. */
  #ask({ hello }: AgentEntry, nonce: number): void {
    const { offerPath, leader } = this.#around;
    offerPath?.send(leader, hello.agentId, { type: "PathNonce", nonce });
  }

  #devices({ agentId, session, devices }: Extract<FleetMessage, { type: "Devices" }>): void {
    const entry = this.#current(agentId, session);
    if (entry === undefined) return;
    entry.hello = { ...entry.hello, devices };
    this.#offer(entry);
  }

  /** It stops on purpose: no new work, but its processes may run on and be taken up again when it is back. */
  #goodbye({ agentId, session, reason }: Extract<FleetMessage, { type: "Goodbye" }>): void {
    const entry = this.#current(agentId, session);
    if (entry === undefined) return;
    this.#around.log.info({ agent: agentId, reason }, "agent said goodbye");
    this.#depart(entry, entry.attempts.size === 0 ? "gone" : "silent");
  }

  #closed({ agentId, session }: Extract<FleetMessage, { type: "Closed" }>): void {
    const entry = this.#current(agentId, session);
    if (entry !== undefined) this.#depart(entry, "silent");
  }

  #depart(entry: AgentEntry, state: "silent" | "gone"): void {
    entry.session = null;
    entry.state = state;
    if (state === "gone") this.#noteGone(entry);
    this.#around.left(entry.hello.agentId);
    this.#count();
  }

  #noteGone(entry: AgentEntry): void {
    const { hello, draining } = entry;
    const goneAt = this.#around.clock.now();
    entry.goneAt = goneAt;
    this.#around.save({ hello, draining, goneAt }).catch(() => {
      // This coordinator leads no more: the next one counts from when it has begun.
    });
  }

  /** Of agents that are long gone, and with them their names. */
  #forget(): void {
    const now = this.#around.clock.now();
    const ids = [...this.#agents.values()]
      .filter((entry) => isForgettable(entry, now))
      .map(({ hello }) => hello.agentId);
    if (ids.length === 0) return;
    for (const id of ids) this.#agents.delete(id);
    this.#around.forget(ids);
    this.#around.log.info({ agents: ids }, "agents that were gone for a day are forgotten");
    this.#count();
  }

  async #drain({ agentId, draining, reply }: Extract<FleetMessage, { type: "Drain" }>): Promise<void> {
    const entry = this.#entry(agentId);
    entry.draining = draining;
    await this.#around.save({ hello: entry.hello, draining, goneAt: entry.goneAt });
    if (entry.session !== null) {
      entry.state = presentState(entry);
      entry.session.link.send({ type: "SetDraining", draining });
      this.#offer(entry);
    }
    reply.resolve(this.#view(entry));
    this.#count();
  }

  #judge(): void {
    const { clock, beatIntervalMs, lostAfterMs, log } = this.#around;
    const heard = [...this.#agents].map(([id, { state, heardAt }]) => ({ id, state, heardAt }));
    const { changes, alarm } = judge(heard, clock.monotonic(), beatIntervalMs, lostAfterMs);
    if (alarm && !this.#alarmed)
      log.error(
        { agents: heard.length },
        "more than half of the agents are silent: nothing is superseded until they are heard or a person decides",
      );
    this.#alarmed = alarm;
    for (const { id, state } of changes) this.#change(id, state);
    this.#arm();
  }

  #change(agentId: string, state: AgentState): void {
    const entry = this.#entry(agentId);
    entry.state = state;
    this.#around.left(agentId);
    this.#around.log.warn({ agent: agentId, state }, "agent is not heard");
    if (state === "gone") {
      const seconds = this.#around.lostAfterMs / 1000;
      // Only who opens a session says what it holds, and is told what is not its any more.
      entry.session?.link.close(`nothing was heard for ${seconds} s: open another session`);
      entry.session = null;
      this.#noteGone(entry);
      for (const key of entry.attempts.values())
        this.#around.lose(key, agentId, `${agentId} was silent for ${seconds} s`, "silent");
    }
    this.#count();
  }

  #offer(entry: AgentEntry): void {
    const { agentId, labels, capacity, devices } = entry.hello;
    const gpus = devices.filter((device) => device.quarantined === null).map((device) => device.uuid);
    this.#around.changed({ id: agentId, labels, capacity, gpus, accepts: entry.state === "ready" });
  }

  /** An agent of which only an attempt is known counts as silent from now on, for a full lostAfter. */
  #entry(agentId: string): AgentEntry {
    const known = this.#agents.get(agentId);
    if (known !== undefined) return known;
    const entry = unheardAgent(agentId, this.#around.clock.monotonic());
    this.#agents.set(agentId, entry);
    return entry;
  }

  #current(agentId: string, session: number): AgentEntry | undefined {
    const entry = this.#agents.get(agentId);
    return entry?.session?.id === session ? entry : undefined;
  }

  #view(entry: AgentEntry): AgentView {
    return viewAgent(entry, (key) => this.#around.requestOf(key));
  }

  #count(): void {
    this.#around.meters?.agents(countStates(this.#agents.values()));
  }

  #arm(): void {
    this.#sweep = this.#around.clock.after(this.#around.beatIntervalMs, () => this.#around.tell({ type: "Sweep" }));
  }
}
