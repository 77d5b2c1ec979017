/**
 * A simulated compute node: its disk and its processes, which outlive the agent's process. A process that starts asks the
 * judge whether it may, prints numbered lines, and ends as the seed says.
 */
import type { Execution, Executor, Exit, PreparedAttempt } from "@troupe/agent";
import type { AttemptDisk, LedgerEntry, Read, Stop, Uptime } from "@troupe/agent/parts";
import { attemptId } from "@troupe/agent/parts";
import type { AttemptKey, Clock } from "@troupe/engine";
import type { Luck } from "../cluster/unreliable-store.ts";
import { linesOf, outputOf, type Workload } from "./workload.ts";

/** Told of what really happens on a machine. */
export interface Witness {
  started(agent: string, key: AttemptKey, devices: readonly string[]): void;
  /** It was told to end. */
  stopped(agent: string, key: AttemptKey): void;
  exited(agent: string, key: AttemptKey, exit: Exit): void;
}

interface Folder {
  readonly key: AttemptKey;
  entry: LedgerEntry | undefined;
  stop: Stop | null;
  stdout: string;
  isRetained: boolean;
  process: MachineProcess | undefined;
}

const bytes = new TextEncoder();

export class Machine implements AttemptDisk {
  readonly name: string;
  readonly clock: Clock;
  readonly workload: Workload;
  readonly #luck: Luck;
  readonly #witness: Witness;
  readonly #folders = new Map<string, Folder>();
  /** Devices that a live process computes on. */
  readonly #busy = new Map<string, string>();
  #boots = 1;
  /** What the agent keeps of the terms it has seen. */
  terms: string | undefined;
  isDiskFull = false;

  constructor(name: string, clock: Clock, luck: Luck, workload: Workload, witness: Witness) {
    this.name = name;
    this.clock = clock;
    this.workload = workload;
    this.#luck = luck;
    this.#witness = witness;
  }

  get devicesInUse(): ReadonlySet<string> {
    return new Set(this.#busy.keys());
  }

  /** Processes that run. */
  get running(): number {
    return [...this.#folders.values()].filter(({ process }) => process?.isRunning).length;
  }

  /** Every process is gone, and nothing says how it ended. */
  reboot(): void {
    this.#boots += 1;
    for (const { process } of this.#folders.values()) process?.vanish();
  }

  start(attempt: PreparedAttempt): MachineProcess {
    const folder = this.#folder(attempt.folder ?? "");
    const devices = folder.entry?.spec.devices ?? [];
    folder.process = this.run(attempt, devices, (line) => {
      folder.stdout += line;
    });
    return folder.process;
  }

  /** Starts something on this machine, a process or a function, and watches over it. */
  run(attempt: PreparedAttempt, devices: readonly string[], print: (line: string) => void, clock = this.clock) {
    const key = { runId: attempt.runId, task: attempt.task, attempt: attempt.attempt };
    this.#witness.started(this.name, key, devices);
    for (const device of devices) this.#busy.set(device, attemptId(key));
    return new MachineProcess(attempt, clock, this.#luck, this.workload, print, {
      stopped: () => this.#witness.stopped(this.name, key),
      ended: (exit) => {
        for (const device of devices) if (this.#busy.get(device) === attemptId(key)) this.#busy.delete(device);
        this.#witness.exited(this.name, key, exit);
      },
    });
  }

  /** What a process that ended well left behind. */
  outputIn(folder: string): number {
    return outputOf(this.#folder(folder).entry?.spec.inputs ?? {});
  }

  processIn(folder: string): Execution | null {
    return this.#folders.get(folder)?.process ?? null;
  }

  stdout(folder: string): Uint8Array {
    return bytes.encode(this.#folders.get(folder)?.stdout ?? "");
  }

  make(key: AttemptKey): string {
    const folder = `/${this.name}/${attemptId(key)}`;
    this.#folders.set(folder, { key, entry: undefined, stop: null, stdout: "", isRetained: false, process: undefined });
    return folder;
  }

  hold(): void {}

  async retain(key: AttemptKey): Promise<void> {
    this.#folder(`/${this.name}/${attemptId(key)}`).isRetained = true;
  }

  isRetained(folder: string): boolean {
    return this.#folder(folder).isRetained;
  }

  async remove(key: AttemptKey): Promise<void> {
    await this.clear(`/${this.name}/${attemptId(key)}`);
  }

  async clear(folder: string): Promise<void> {
    this.#folders.delete(folder);
  }

  async tidy(): Promise<void> {}

  async list(): Promise<readonly string[]> {
    return [...this.#folders.keys()];
  }

  writeInputs(): void {}

  writeEntry(folder: string, entry: LedgerEntry): void {
    this.#folder(folder).entry = entry;
  }

  writeStop(folder: string, stop: Stop): void {
    this.#folder(folder).stop = stop;
  }

  readLedger(folder: string): Read {
    const { entry, stop } = this.#folder(folder);
    return entry === undefined ? { found: "nothing" } : { found: "entry", entry, stop };
  }

  async lastWords(): Promise<string> {
    return "";
  }

  uptime(): Uptime {
    return { bootId: `${this.name}-${this.#boots}`, uptimeS: this.clock.monotonic() / 1000 };
  }

  #folder(name: string): Folder {
    const folder = this.#folders.get(name);
    if (folder === undefined) throw new Error(`${this.name} has no folder ${name}`);
    return folder;
  }
}

export class MachineProcess implements Execution {
  readonly identity = { bootId: "simulated", pid: 1, startTime: "0" };
  readonly #end = Promise.withResolvers<Exit>();
  readonly #clock: Clock;
  readonly #luck: Luck;
  readonly #tell: { readonly stopped: () => void; readonly ended: (exit: Exit) => void };
  isRunning = true;
  #isStopping = false;

  constructor(
    attempt: PreparedAttempt,
    clock: Clock,
    luck: Luck,
    workload: Workload,
    print: (line: string) => void,
    tell: { readonly stopped: () => void; readonly ended: (exit: Exit) => void },
  ) {
    this.#clock = clock;
    this.#luck = luck;
    this.#tell = tell;
    const { takesMs, exit } = workload.fate(attempt, luck);
    const [first = "", second = ""] = linesOf(attempt);
    print(first);
    clock.after(takesMs, () => {
      if (!this.isRunning) return;
      print(second);
      this.#ended(exit);
    });
  }

  get ended(): Promise<Exit> {
    return this.#end.promise;
  }

  /** Some die of the signal, the others of the kill. */
  stop(_reason: unknown, graceMs: number): void {
    if (!this.isRunning || this.#isStopping) return;
    this.#isStopping = true;
    this.#tell.stopped();
    const obeys = this.#luck.random() < 0.8;
    const signal = obeys ? "SIGTERM" : "SIGKILL";
    this.#clock.after(obeys ? 20 : graceMs, () => this.#ended({ exitCode: null, signal, oom: false }));
  }

  vanish(): void {
    this.#ended({ exitCode: null, signal: null, oom: false, lost: true });
  }

  #ended(exit: Exit): void {
    if (!this.isRunning) return;
    this.isRunning = false;
    this.#tell.ended(exit);
    this.#end.resolve(exit);
  }
}

/** Processes: found again by the next agent process of this machine. */
export class MachineExecutor implements Executor {
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  async prepare(): Promise<void> {}

  async start(attempt: PreparedAttempt): Promise<Execution> {
    return this.#machine.start(attempt);
  }

  async adopt(folder: string): Promise<Execution | null> {
    return this.#machine.processIn(folder);
  }
}
