/** Lanes: made on request by a launcher process, used again and again, closed when there are more idle ones than are of use. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { TroupeError } from "@troupe/core";
import type { ProcessIdentity } from "../../ports/executor.ts";
import { isAlive } from "../../process-tree/process-identity.ts";
import { lookForLaneMs } from "./adoption.ts";
import { laneEnd } from "./exit-record.ts";
import { Lane } from "./lane.ts";
import { makeLaneFolder, openPipe, removeLaneFolder } from "./lane-folder.ts";

export interface LanePoolOptions {
  /** Folder of this agent process alone: pipes are made in it. Made anew. */
  readonly folder: string;
  /** Cgroups in which lanes live. */
  readonly homes: readonly string[];
  /** The environment of what is started. */
  readonly environment: Readonly<Record<string, string>>;
  readonly shell: string;
  /** Idle lanes to keep: each is a shell of less than a megabyte. */
  readonly idle: number;
}

interface Birth {
  readonly lane: PromiseWithResolvers<Lane>;
  readonly launcher: ChildProcess;
  /** Its pipe, once it is there. */
  pipe: number | undefined;
}

/** One that was stopped (SIGSTOP) is not waited for: it sees the end of its input when it goes on. */
const endWithinMs = 2000;
/** A launcher that dies takes the lanes with it that it was about to make; another one makes them. */
const attemptsAtLane = 3;
const scripts = join(import.meta.dirname, "../../../launcher");

export class LanePool {
  readonly #options: LanePoolOptions;
  readonly #lanes = new Map<number, Lane>();
  readonly #births = new Map<number, Birth>();
  #idle: Lane[] = [];
  #launcher: ChildProcess | undefined;
  /** Where launchers, dead ones too, and their lanes tell what happens. */
  readonly #tellers = new Set<Readable>();
  #count = 0;
  #isClosed = false;
  /** A lane's parent tells of its end, but may have been killed with it. */
  readonly #timer = setInterval(() => this.#lookForLanes(), lookForLaneMs).unref();

  constructor(options: LanePoolOptions) {
    this.#options = options;
    makeLaneFolder(options.folder);
    // At once: as long as it lives, everybody can see that these cgroups have an owner.
    this.#launcherProcess();
  }

  /** Throws TroupeError(retry, "LAUNCHER_FAILED") if no process can be started. */
  async acquire(): Promise<Lane> {
    for (let lane = this.#idle.pop(); lane !== undefined; lane = this.#idle.pop()) if (!lane.isGone) return lane;
    for (let attempt = 1; attempt < attemptsAtLane; attempt += 1) {
      const lane = await this.#make().catch(() => undefined);
      if (lane !== undefined) return lane;
    }
    return this.#make();
  }

  /** Only when nothing of its attempt is left. */
  release(lane: Lane): void {
    if (lane.isGone) return;
    if (this.#isClosed || this.#idle.length >= this.#options.idle) lane.close();
    else this.#idle.push(lane);
  }

  /** Lanes that run an attempt go on until it has ended. Resolves when the launcher has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    const launcher = this.#launcher;
    launcher?.stdin?.end();
    // What busy lanes will say is for nobody any more, and must not keep this process alive until they have said it.
    for (const teller of this.#tellers) teller.destroy();
    // Lanes end with what they run, or at once: nobody gives them anything more.
    for (const { pipe } of this.#births.values()) if (pipe !== undefined) closeSync(pipe);
    this.#births.clear();
    for (const lane of this.#lanes.values()) lane.close();
    this.#idle = [];
    removeLaneFolder(this.#options.folder);
    if (launcher !== undefined) await endOf(launcher);
  }

  async #make(): Promise<Lane> {
    const launcher = this.#launcherProcess();
    const number = ++this.#count;
    const lane = Promise.withResolvers<Lane>();
    this.#births.set(number, { lane, launcher, pipe: undefined });
    launcher.stdin?.write(`lane ${number}\n`);
    return lane.promise;
  }

  /** A launcher that died is replaced; the lanes that it made do not need it. */
  #launcherProcess(): ChildProcess {
    if (this.#launcher !== undefined) return this.#launcher;
    const { folder, homes, environment, shell } = this.#options;
    const launcher = spawn(shell, [join(scripts, "launcher.sh"), shell, join(scripts, "lane.sh"), ...homes], {
      cwd: folder,
      env: environment,
      // A session of its own: what is sent to the agent's process group (Ctrl-C in a terminal) is not for attempts.
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#launcher = launcher;
    launcher.on("error", (error) => this.#launcherDied(launcher, error));
    launcher.on("exit", () => this.#launcherDied(launcher, undefined));
    // Its death is told by "exit"; what was on its way to it is asked for again.
    launcher.stdin?.on("error", () => {});
    // Lanes write here too, and go on doing so when the launcher is dead.
    if (launcher.stdout) this.#listen(launcher.stdout);
    return launcher;
  }

  #listen(teller: Readable): void {
    this.#tellers.add(teller);
    teller.on("close", () => this.#tellers.delete(teller));
    createInterface(teller).on("line", (line) => this.#hear(line));
  }

  #hear(line: string): void {
    const [what, number, ...rest] = line.split(" ");
    const lane = Number(number);
    if (what === "pipe") this.#openPipe(lane);
    else if (what === "ready") this.#ready(lane, rest);
    else if (what === "gone") this.#gone(lane);
    else if (what === "ended") this.#ended(lane, rest);
  }

  #openPipe(number: number): void {
    const birth = this.#births.get(number);
    if (birth === undefined) return;
    try {
      birth.pipe = openPipe(this.#pipePath(number));
    } catch (error) {
      this.#abort(number, error);
    }
  }

  #ready(number: number, [bootId, pid, startTime]: readonly string[]): void {
    const birth = this.#births.get(number);
    if (birth?.pipe === undefined || bootId === undefined || startTime === undefined) return;
    this.#births.delete(number);
    // Both ends are open. The lane must see the end of its input when this process dies, so nobody else may open it.
    rmSync(this.#pipePath(number), { force: true });
    const identity: ProcessIdentity = { bootId, pid: Number(pid), startTime };
    const lane = new Lane(number, identity, birth.pipe);
    this.#lanes.set(number, lane);
    birth.lane.resolve(lane);
  }

  #ended(number: number, [outcome = "", status = "", last]: readonly string[]): void {
    const lane = this.#lanes.get(number);
    if (last !== undefined) lane?.close();
    lane?.ended(laneEnd(outcome, status));
  }

  #gone(number: number): void {
    this.#abort(number, undefined);
    this.#lanes.get(number)?.gone();
    this.#lanes.delete(number);
    this.#idle = this.#idle.filter((lane) => lane.number !== number);
  }

  #lookForLanes(): void {
    const dead = [...this.#lanes.values()].filter((lane) => lane.isBusy && !isAlive(lane.identity));
    // Only in the next turn: how its attempt ended it may have told before it died, and nobody has read that yet.
    setImmediate(() => {
      for (const { number } of dead) this.#gone(number);
    });
  }

  #launcherDied(launcher: ChildProcess, error: unknown): void {
    if (this.#launcher === launcher) this.#launcher = undefined;
    for (const [number, birth] of this.#births) if (birth.launcher === launcher) this.#abort(number, error);
  }

  #abort(number: number, cause: unknown): void {
    const birth = this.#births.get(number);
    if (birth === undefined) return;
    // A lane may be waiting for somebody at the other end: it sees one, and then the end of its input.
    if (birth.pipe === undefined && existsSync(this.#pipePath(number))) this.#openPipe(number);
    if (!this.#births.delete(number)) return;
    rmSync(this.#pipePath(number), { force: true });
    if (birth.pipe !== undefined) closeSync(birth.pipe);
    birth.lane.reject(
      new TroupeError(`lane ${number} could not be made: the launcher ended before it was ready`, {
        code: "LAUNCHER_FAILED",
        reaction: "retry",
        cause,
      }),
    );
  }

  #pipePath(number: number): string {
    return join(this.#options.folder, `lane-${number}`);
  }
}

async function endOf(launcher: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  launcher.once("exit", () => resolve()).once("error", () => resolve());
  const timer = setTimeout(resolve, endWithinMs);
  await promise;
  clearTimeout(timer);
  launcher.unref();
}
