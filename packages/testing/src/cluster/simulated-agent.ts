/**
 * An agent without processes: speaks to an engine as a real one does (hello with inventory, offers, claims, grants,
 * results until they are acknowledged) and executes attempts by a function. Its time is the cluster's clock; messages
 * may be lost or late in both directions, it may fall silent, die and come back.
 */
import type { AttemptNote, AttemptOutcome } from "@troupe/core";
import type {
  AgentSession,
  AttemptKey,
  AttemptSpec,
  Clock,
  Engine,
  PathMessage,
  SessionLink,
  Timer,
  ToAgent,
} from "@troupe/engine";

/** How a step ends. Rejections are failures of the user's code. */
export type Execute = (spec: AttemptSpec, key: AttemptKey, signal: AbortSignal) => Promise<AttemptOutcome>;

export interface SimulatedAgentOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly execute: Execute;
  /** Default: 4 cpus, 16 GiB, no GPUs. */
  readonly capacity?: { readonly millicpus: number; readonly memoryBytes: number; readonly gpus: number };
  readonly labels?: Readonly<Record<string, string>>;
  /** Claims in advance whatever is assigned to it, as real agents do; else each offer. Default: true. */
  readonly standingClaim?: boolean;
  /** Whether a message is lost on its way. Default: none is. */
  readonly loses?: (direction: "up" | "down") => boolean;
}

interface HeldAttempt {
  readonly key: AttemptKey;
  readonly spec: AttemptSpec;
  readonly abort: AbortController;
  state: "preparing" | "running" | "ended";
  outcome: AttemptOutcome | undefined;
}

const repeatMs = 1000;

export class SimulatedAgent {
  readonly id: string;
  readonly #options: SimulatedAgentOptions;
  readonly #held = new Map<string, HeldAttempt>();
  #session: AgentSession | undefined;
  #engine: Engine | undefined;
  #beat: Timer | undefined;
  #incarnation = 0;
  #sequence = 0;
  #nonces: Record<string, number> = {};
  /** Every start, for those who count whether anything ran without authority or ran twice at once. */
  readonly starts: { readonly key: AttemptKey; readonly at: number }[] = [];

  constructor(options: SimulatedAgentOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** Opens a session, as at the start, after a restart of either side, or when the network is back. */
  async connect(engine: Engine): Promise<void> {
    this.#engine = engine;
    this.#nonces = {};
    const { clock, capacity = { millicpus: 4000, memoryBytes: 16 * 2 ** 30, gpus: 0 }, labels = {} } = this.#options;
    const held = [...this.#held.values()].map(({ key, state }) => ({ key, state }));
    const devices = Array.from({ length: capacity.gpus }, (_, index) => ({
      uuid: `${this.id}-gpu-${index}`,
      model: "simulated",
      memoryBytes: 0,
      leasedTo: null,
      quarantined: null,
    }));
    const hello = {
      agentId: this.id,
      incarnation: `${this.id}-${this.#incarnation}`,
      host: this.id,
      version: "0",
      labels,
      capacity,
      devices,
      held,
      clusterId: engine.clusterId,
      termSeen: 0,
      draining: false,
      standingClaim: this.#claimsAhead,
      isolationTier: 1,
    };
    let isCurrent = true;
    const link: SessionLink = {
      send: (message) => {
        if (isCurrent && !this.#loses("down")) this.#hear("session", message);
        return isCurrent;
      },
      close: () => {
        isCurrent = false;
      },
      handOver: () => {
        isCurrent = false;
      },
    };
    const session = await engine.agents.connect(hello, link);
    this.#session = session;
    for (const key of session.superseded) this.#drop(name(key));
    this.#beat?.cancel();
    this.#beatOn(session.beatIntervalMs);
    for (const attempt of this.#held.values()) this.#resume(attempt);
    void clock;
  }

  /** The network is gone: nothing is said and nothing heard, what runs runs on. */
  disconnect(): void {
    this.#beat?.cancel();
    this.#session?.closed();
    this.#session = undefined;
  }

  /** kill -9: everything that it executed is gone with it. */
  kill(): void {
    this.disconnect();
    for (const held of [...this.#held.keys()]) this.#drop(held);
    this.#incarnation += 1;
  }

  get #claimsAhead(): boolean {
    return this.#options.standingClaim ?? true;
  }

  get running(): number {
    return this.#held.size;
  }

  /** Tells something of an attempt that runs here. */
  note(key: AttemptKey, note: AttemptNote): void {
    if (!this.#loses("up")) this.#session?.note(key, note);
  }

  /** Something came down a path beside the session. */
  hear(path: string, message: PathMessage): void {
    if (this.#session === undefined) return;
    if (message.type === "PathNonce") this.#nonces[path] = message.nonce;
    // It has no session with the leader before that it could leave.
    else if (message.type === "Offer") this.#receive(message);
  }

  #hear(path: string, message: Parameters<SessionLink["send"]>[0]): void {
    if (message.type === "BeatEcho") this.#nonces[path] = message.nonce;
    else this.#receive(message);
  }

  #receive(message: ToAgent): void {
    switch (message.type) {
      case "Offer": {
        if (this.#held.has(name(message.key))) return;
        const held: HeldAttempt = {
          key: message.key,
          spec: message.spec,
          abort: new AbortController(),
          state: "preparing",
          outcome: undefined,
        };
        this.#held.set(name(message.key), held);
        return this.#claimsAhead ? this.#resumeLater(held) : this.#resume(held);
      }
      case "Grant":
        return this.#start(message.key);
      case "Refusal":
      case "ResultAck":
        return this.#drop(name(message.key));
      case "CancelAttempt":
        this.#held.get(name(message.key))?.abort.abort();
        return this.#cancelUnstarted(message.key);
      case "SetDraining":
        return;
    }
  }

  /** Asks for authority, or reports, again and again until it is answered. */
  #resume(held: HeldAttempt): void {
    if (this.#held.get(name(held.key)) !== held || this.#session === undefined) return;
    const up = !this.#loses("up");
    if (up && held.state === "preparing") this.#session.claim(held.key, this.#session.term);
    if (up && held.outcome !== undefined) this.#session.result(held.key, held.outcome, null);
    if (held.state !== "running") this.#resumeLater(held);
  }

  #resumeLater(held: HeldAttempt): void {
    this.#options.clock.after(repeatMs, () => this.#resume(held));
  }

  #start(key: AttemptKey): void {
    const held = this.#held.get(name(key));
    if (held?.state !== "preparing") return;
    held.state = "running";
    this.starts.push({ key, at: this.#options.clock.now() });
    if (!this.#loses("up")) this.#session?.running(key, this.#options.clock.now());
    void this.#options
      .execute(held.spec, key, held.abort.signal)
      .catch(
        (error): AttemptOutcome => ({
          exitClass: "failure",
          failure: {
            exitClass: "failure",
            code: "TASK_FAILED",
            message: error instanceof Error ? error.message : String(error),
          },
        }),
      )
      .then((outcome) => this.#end(held, held.abort.signal.aborted ? cancelled : outcome));
  }

  #cancelUnstarted(key: AttemptKey): void {
    const held = this.#held.get(name(key));
    if (held?.state === "preparing") this.#end(held, cancelled);
  }

  #end(held: HeldAttempt, outcome: AttemptOutcome): void {
    held.state = "ended";
    held.outcome ??= outcome;
    this.#resume(held);
  }

  #drop(key: string): void {
    this.#held.get(key)?.abort.abort();
    this.#held.delete(key);
  }

  #beatOn(intervalMs: number): void {
    const session = this.#session;
    if (session === undefined || this.#engine === undefined) return;
    if (!this.#loses("up"))
      session.beat({
        sequence: ++this.#sequence,
        nonces: { ...this.#nonces },
        usage: { cpu: 0, memoryBytes: 0, memoryTotalBytes: 0, devices: [] },
        running: this.#held.size,
      });
    this.#beat = this.#options.clock.after(intervalMs, () => this.#beatOn(intervalMs));
  }

  #loses(direction: "up" | "down"): boolean {
    return this.#options.loses?.(direction) ?? false;
  }
}

const cancelled: AttemptOutcome = {
  exitClass: "cancelled",
  failure: { exitClass: "cancelled", code: "CANCELLED", message: "the attempt was cancelled" },
};

function name({ runId, task, attempt }: AttemptKey): string {
  return `${runId} ${task} ${attempt}`;
}
