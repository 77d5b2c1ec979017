/** Reading runs that are in the archive. The last few stay in memory: people look at one run many times. */
import { type LogStreamName, type RunEvent, type RunState, restoreRun, TroupeError, unnotedOrigin } from "@troupe/core";
import type { StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Archive } from "../ports/archive.ts";
import type { LogPart, StoredMetric } from "../ports/telemetry-store.ts";
import { loadSpilled } from "../records/spilled.ts";
import { isRunId } from "../run-ids.ts";
import { readText } from "./archive-text.ts";
import { eventsOf, parseManifest, type SealedLog, type SealedManifest, sealedName } from "./manifest.ts";
import { readPoints } from "./sealed-points.ts";

export interface SealedRun {
  readonly manifest: SealedManifest;
  readonly state: RunState;
}

const keptRuns = 20;

export class SealedRuns {
  readonly #archive: Archive;
  readonly #pipelines: StoredPipelines;
  readonly #kept = new Map<string, Promise<SealedRun | undefined>>();

  constructor(archive: Archive, pipelines: StoredPipelines) {
    this.#archive = archive;
    this.#pipelines = pipelines;
  }

  /** Undefined if the archive has no such run. */
  async get(runId: string): Promise<SealedRun | undefined> {
    // That it was not there when somebody else asked says nothing: it may have been linked since.
    return (await this.#kept.get(runId)) ?? this.#keep(runId);
  }

  /** The same for who reads many of them: what it reads is not kept, and so drives nothing away that is. */
  async peek(runId: string): Promise<SealedRun | undefined> {
    return (await this.#kept.get(runId)) ?? this.#load(runId);
  }

  /** Some are not in the archive any more. */
  forgetAll(): void {
    this.#kept.clear();
  }

  #keep(runId: string): Promise<SealedRun | undefined> {
    const loading = this.#load(runId);
    this.#kept.set(runId, loading);
    const forget = () => this.#kept.get(runId) === loading && this.#kept.delete(runId);
    loading.then((run) => run ?? forget(), forget);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > keptRuns && oldest !== undefined) this.#kept.delete(oldest);
    return loading;
  }

  events(run: SealedRun): Promise<readonly RunEvent[]> {
    return eventsOf(this.#archive, run.manifest);
  }

  /** In the order in which they came, in slices. */
  async *metrics({ manifest }: SealedRun): AsyncGenerator<readonly StoredMetric[]> {
    if (manifest.metrics !== null) yield* readPoints(this.#archive, manifest.metrics);
  }

  log(run: SealedRun, task: string, attempt: number, stream: LogStreamName): SealedLog | undefined {
    return run.manifest.logs.find((log) => log.task === task && log.attempt === attempt && log.stream === stream);
  }

  /** Bytes of a stream from `offset`, at most `limit`. */
  async readLog(log: SealedLog, offset: number, limit: number): Promise<readonly LogPart[]> {
    const { pieces, from, length } = piecesOf(log, offset, limit);
    // One read for all of them: they lie side by side, and an archive may be far away.
    const bytes = length === 0 ? new Uint8Array() : await this.#slice(log, from, length);
    const found: LogPart[] = pieces.map(({ begin, take, ...part }) => ({
      ...part,
      data: bytes.subarray(begin - from, begin - from + take),
    }));
    if (length < limit && offset < log.length + log.missing) found.push(...missingEnd(log, offset));
    return found;
  }

  async #slice(log: SealedLog, from: number, length: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let have = 0;
    for await (const chunk of this.#archive.read(log.digest, from)) {
      chunks.push(chunk);
      have += chunk.length;
      if (have >= length) break;
    }
    return Buffer.concat(chunks).subarray(0, length);
  }

  async #load(runId: string): Promise<SealedRun | undefined> {
    if (!isRunId(runId)) return undefined;
    const digest = await this.#archive.resolve(sealedName(runId));
    if (digest === undefined) return undefined;
    const manifest = parseManifest(await readText(this.#archive, digest));
    const { controls } = manifest;
    const header = { ...unnotedOrigin, ...manifest.header };
    const { plan } = await this.#pipelines.version(header.pipeline, header.version);
    const tasks = await Promise.all(manifest.tasks.map((task) => loadSpilled(this.#archive, task)));
    return { manifest, state: restoreRun(plan, header, tasks, controls) };
  }
}

export function runNotFound(runId: string): TroupeError {
  return new TroupeError(`There is no run "${runId}". \`troupe get runs\` lists the runs; @latest is the newest.`, {
    code: "RUN_NOT_FOUND",
    reaction: "reject",
    details: { runId },
  });
}

interface Piece extends Omit<LogPart, "data"> {
  /** In the object, which has no gaps. */
  readonly begin: number;
  readonly take: number;
}

/** What the object's bytes from there on are, at most `limit` of them. */
function piecesOf(log: SealedLog, offset: number, limit: number) {
  const pieces: Piece[] = [];
  let length = 0;
  let stored = 0;
  let previousEnd = 0;
  for (const part of log.parts) {
    const end = part.offset + part.length;
    if (length >= limit) break;
    if (end > offset) {
      const skip = Math.max(0, offset - part.offset);
      const take = Math.min(limit - length, part.length - skip);
      const gap = skip > 0 ? 0 : part.offset - Math.max(previousEnd, Math.min(offset, part.offset));
      pieces.push({ offset: part.offset + skip, gap, at: part.at, begin: stored + skip, take });
      length += take;
    }
    stored += part.length;
    previousEnd = end;
  }
  return { pieces, from: pieces[0]?.begin ?? 0, length };
}

/** What its attempt wrote last and nobody ever got: a function's lines die with its agent. A gap, counted like any other. */
function missingEnd({ length, missing, parts }: SealedLog, offset: number): readonly LogPart[] {
  if (missing === 0) return [];
  const end = length + missing;
  return [{ offset: end, data: new Uint8Array(), gap: end - Math.max(offset, length), at: parts.at(-1)?.at ?? 0 }];
}
