/** The way to the coordinator that leads: one session at a time, on a connection of its own. */
import type { AttemptNote, JsonObject } from "@troupe/core";
import type { AgentHello, AgentUsage, AttemptKey, AttemptSpec, DeviceView } from "@troupe/engine";
import type { AttemptResult } from "../attempts/outcome.ts";

export interface CoordinatorLink {
  /**
   * Opens a session and says hello. Never throws, and calls no handler before it returns. Messages come in order,
   * `closed` comes exactly once and last.
   * The first message down is the Welcome.
   */
  open(hello: AgentHello, handlers: SessionHandlers): SessionStream;
  close(): void;
}

export interface SessionHandlers {
  message(message: FromCoordinator): void;
  closed(why: SessionEnd): void;
}

export interface SessionEnd {
  readonly reason: string;
  /** The coordinator leads not, or no more. `leader`: where to go instead, if it knows; `term`: by what that one leads. */
  readonly notLeader?: { readonly leader: string | null; readonly term?: number };
  /** What somebody has to change before a connection comes; null if that is not known. Never rejects. */
  readonly remedy?: Promise<string | null>;
}

export interface SessionStream {
  /** The message is taken in any case; false says that the other side is slow and repetitions should wait for `drained`. */
  send(message: ToCoordinator): boolean;
  /** False while what was sent before waits in our buffer. */
  readonly isDrained: boolean;
  /** Whether a coordinator is at the other end that answers, if only pings. */
  readonly isConnected: boolean;
  /** What was sent leaves before the stream ends. */
  end(): void;
  /** At once. */
  abort(reason: string): void;
}

export type FromCoordinator =
  | {
      readonly type: "Welcome";
      readonly clusterId: string;
      readonly term: number;
      readonly beatIntervalMs: number;
      readonly superseded: readonly AttemptKey[];
    }
  | { readonly type: "Offer"; readonly offer: Offer }
  /** An offer that this agent cannot even read. */
  | { readonly type: "UnreadableOffer"; readonly key: AttemptKey; readonly reason: string }
  | { readonly type: "Grant"; readonly key: AttemptKey; readonly term: number }
  | { readonly type: "Refusal"; readonly key: AttemptKey; readonly reason: string }
  | { readonly type: "CancelAttempt"; readonly key: AttemptKey; readonly reason: string }
  | { readonly type: "ResultAck"; readonly key: AttemptKey }
  | { readonly type: "BeatEcho"; readonly sequence: number; readonly nonce: number }
  | { readonly type: "SetDraining"; readonly draining: boolean }
  /** Beside the session: another coordinator leads now. */
  | { readonly type: "Leads" };

export interface Offer {
  readonly key: AttemptKey;
  readonly clusterId: string;
  readonly term: number;
  readonly spec: OfferedSpec;
}

/** Large inputs come by digest: then `inputs` is null. */
export interface OfferedSpec extends Omit<AttemptSpec, "inputs" | "resources"> {
  readonly inputs: JsonObject | null;
  readonly inputsDigest: string | null;
  readonly resources: { readonly millicpus: number; readonly memoryBytes: number; readonly gpus: number };
}

export type ToCoordinator =
  | {
      readonly type: "Beat";
      readonly sequence: number;
      readonly nonces: Readonly<Record<string, number>>;
      readonly usage: AgentUsage;
      readonly running: number;
    }
  | { readonly type: "Claim"; readonly key: AttemptKey; readonly term: number }
  | { readonly type: "Decline"; readonly key: AttemptKey; readonly reason: string }
  | { readonly type: "AttemptRunning"; readonly key: AttemptKey; readonly startedAt: number }
  | { readonly type: "AttemptNote"; readonly key: AttemptKey; readonly note: AttemptNote }
  | { readonly type: "AttemptResult"; readonly key: AttemptKey; readonly result: AttemptResult }
  /** A device was quarantined, or came back. */
  | { readonly type: "DevicesChanged"; readonly devices: readonly DeviceView[] }
  /** Leaves for good, holding nothing. An agent that leaves attempts running just goes silent. */
  | { readonly type: "Goodbye"; readonly reason: string };
