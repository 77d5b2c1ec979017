/** The stream of all logs and metrics: making it, writing behind what is known, and learning what others wrote. */
import { DiscardPolicy, jetstream, jetstreamManager, RetentionPolicy, type SeqMsgRequest } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { NatsLink } from "./connection.ts";
import { isAbsent } from "./nats-errors.ts";
import type { StreamMessage } from "./pushed-message.ts";
import { readStream } from "./read-stream.ts";
import { RunTelemetry } from "./run-telemetry.ts";
import { readTelemetryMark, runOf, runSubjects, type WrittenTelemetry } from "./telemetry-message.ts";

export interface TelemetryStreamLimits {
  /** Copies on different servers. Default: 1. */
  readonly replicas?: number;
  /** Beyond it nothing is taken, and agents keep what they have. Default: no limit. */
  readonly maxBytes?: number;
  /** After which a message goes; of a run that nobody sealed. Default: never. */
  readonly maxAgeMs?: number;
}

/** Parts and pages of all runs that are remembered: some 100 bytes each. */
const maxRemembered = 500_000;

export class TelemetryStream {
  readonly name: string;
  readonly prefix: string;
  readonly #link: NatsLink;
  readonly #limits: TelemetryStreamLimits;
  readonly #runs = new Map<string, RunTelemetry>();
  #opened: Promise<void> | undefined;

  constructor(link: NatsLink, name: string, prefix: string, limits: TelemetryStreamLimits) {
    this.#link = link;
    this.name = name;
    this.prefix = prefix;
    this.#limits = limits;
  }

  /** Forgets what it knows: the server was away, and may have lost it. */
  forget(): void {
    this.#opened = undefined;
    this.#runs.clear();
  }

  forgetRun(runId: string): void {
    this.#runs.delete(runId);
  }

  /** Makes it if need be. Not again before `forget`. */
  async open(): Promise<void> {
    this.#opened ??= this.#make();
    const opening = this.#opened;
    try {
      await opening;
    } catch (error) {
      if (this.#opened === opening) this.#opened = undefined;
      throw error;
    }
  }

  /** A run as this process knows it; others may have written more. */
  async known(runId: string): Promise<RunTelemetry> {
    return this.#runs.get(runId) ?? this.current(runId);
  }

  /** A run with all that was acknowledged to anybody. */
  async current(runId: string): Promise<RunTelemetry> {
    const run = this.#runs.get(runId) ?? new RunTelemetry();
    this.#remember(runId, run);
    const done = run.line.then(() => this.#learn(runId, run));
    run.line = done.catch(() => {});
    await done;
    return run;
  }

  /** Throws if it is not the last message of its subject that is expected; then the run is to be learned again. */
  async write(subject: string, { data, headers }: WrittenTelemetry, last: number): Promise<number> {
    const expect = { lastSubjectSequence: last, streamName: this.name };
    const { seq } = await this.#link.publishing(data.length, (connection) =>
      jetstream(connection).publish(subject, data, { headers, expect }),
    );
    return seq;
  }

  /** The data of a message; undefined if it is gone. */
  async data(sequence: number): Promise<Uint8Array | undefined> {
    const manager = await jetstreamManager(this.#link.connection, { checkAPI: false });
    const direct = await manager.direct.getMessage(this.name, { seq: sequence });
    // Any replica answers that, and it may lie behind.
    const message = direct ?? (await manager.streams.getMessage(this.name, { seq: sequence }));
    return message?.data;
  }

  async dropRun(runId: string): Promise<void> {
    this.#runs.delete(runId);
    const manager = await jetstreamManager(this.#link.connection, { checkAPI: false });
    await manager.streams.purge(this.name, { filter: runSubjects(this.prefix, runId) });
  }

  /** The runs that have anything. */
  async runIds(): Promise<ReadonlySet<string>> {
    const manager = await jetstreamManager(this.#link.connection, { checkAPI: false });
    const { state } = await manager.streams.info(this.name, { subjects_filter: `${this.prefix}.>` });
    return new Set(Object.keys(state.subjects ?? {}).map((subject) => runOf(this.prefix, subject)));
  }

  async #learn(runId: string, run: RunTelemetry): Promise<void> {
    const subject = runSubjects(this.prefix, runId);
    const { connection } = this.#link;
    const manager = await jetstreamManager(connection, { checkAPI: false });
    // Most of the time nothing is new, and one question is enough.
    const query: SeqMsgRequest & { readonly next_by_subj: string } = { seq: run.read + 1, next_by_subj: subject };
    const next = await manager.streams.getMessage(this.name, query);
    if (next === null) return;
    const { subject: at, data, header: headers, seq } = next;
    this.#take(run, { subject: at, data, headers, seq });
    const part = { stream: this.name, subject, from: run.read + 1, headersOnly: true };
    for await (const message of readStream(connection, part)) this.#take(run, message);
  }

  #take(run: RunTelemetry, message: StreamMessage): void {
    const mark = readTelemetryMark(this.prefix, message);
    if (mark !== undefined) run.take(message.seq, mark);
    run.read = message.seq;
  }

  /** The run that was used last is remembered longest. */
  #remember(runId: string, run: RunTelemetry): void {
    this.#runs.delete(runId);
    this.#runs.set(runId, run);
    let size = 0;
    for (const { size: parts } of this.#runs.values()) size += parts + 1;
    for (const [oldest, { size: parts }] of this.#runs) {
      if (size <= maxRemembered || oldest === runId) return;
      this.#runs.delete(oldest);
      size -= parts + 1;
    }
  }

  async #make(): Promise<void> {
    const { replicas = 1, maxBytes = -1, maxAgeMs = 0 } = this.#limits;
    const manager = await jetstreamManager(this.#link.connection, { checkAPI: false });
    try {
      await manager.streams.info(this.name);
    } catch (error) {
      if (!isAbsent(error)) throw error;
      await manager.streams.add({
        name: this.name,
        subjects: [`${this.prefix}.>`],
        retention: RetentionPolicy.Limits,
        // What was acknowledged stays; what finds no room is refused, and stays with its agent.
        discard: DiscardPolicy.New,
        num_replicas: replicas,
        max_bytes: maxBytes,
        max_age: nanos(maxAgeMs),
        allow_direct: true,
      });
    }
  }
}
