/**
 * The highest term that this agent has seen in each cluster. It outlives the process: a leader that was deposed while
 * the agent was down must find it just as deaf as one that was deposed before its eyes. Terms of different clusters say
 * nothing about each other.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { TroupeError } from "@troupe/core";
import * as z from "zod";

export interface SeenTerm {
  readonly clusterId: string;
  readonly term: number;
}

const format = z.object({
  format: z.literal(1),
  /** The cluster last joined comes first. */
  clusters: z.array(z.object({ clusterId: z.string(), term: z.int() })),
});

/** Clusters that an agent remembers; beyond, the one joined longest ago is forgotten. */
const maxClusters = 16;

/** Where it is kept. */
export interface TermFile {
  readonly name: string;
  /** Undefined if nothing was written yet. */
  read(): string | undefined;
  /** Durable and whole, or not at all. */
  write(text: string): void;
}

export class TermMemory {
  readonly #file: TermFile;
  #clusters: readonly SeenTerm[];

  private constructor(file: TermFile, clusters: readonly SeenTerm[]) {
    this.#file = file;
    this.#clusters = clusters;
  }

  /** In a file of this folder, unless told otherwise. */
  static open(stateFolder: string, file: TermFile = fileIn(stateFolder)): TermMemory {
    return new TermMemory(file, read(file));
  }

  /** Of the cluster last joined; undefined before the first. */
  get current(): SeenTerm | undefined {
    return this.#clusters[0];
  }

  highest(clusterId: string): number {
    return this.#clusters.find((seen) => seen.clusterId === clusterId)?.term ?? 0;
  }

  /** SAFETY: durable before it returns, hence before anything is done in the name of the term. */
  learn(clusterId: string, term: number): void {
    const known = this.current;
    if (known?.clusterId === clusterId && known.term >= term) return;
    const others = this.#clusters.filter((seen) => seen.clusterId !== clusterId);
    const clusters = [{ clusterId, term: Math.max(term, this.highest(clusterId)) }, ...others].slice(0, maxClusters);
    this.#file.write(JSON.stringify({ format: 1, clusters }));
    this.#clusters = clusters;
  }
}

function read(file: TermFile): readonly SeenTerm[] {
  try {
    const text = file.read();
    return text === undefined ? [] : format.parse(JSON.parse(text)).clusters;
  } catch (cause) {
    // Going on as if nothing was known would obey a deposed leader.
    throw new TroupeError(`${file.name} cannot be read; remove it if this agent joins its cluster anew`, {
      code: "STATE_UNREADABLE",
      reaction: "fatal",
      cause,
    });
  }
}

function fileIn(stateFolder: string): TermFile {
  const name = join(stateFolder, "terms.json");
  return { name, read: () => textOf(name), write: (text) => replace(name, text) };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function replace(file: string, text: string): void {
  const draft = `${file}.new`;
  const fd = openSync(draft, "w");
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, file);
}
