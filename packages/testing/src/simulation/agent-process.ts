/** One simulated agent process: the production session, attempts, ledger, devices and shipper, on a machine that is a model. */
import type { DeviceFact, Execution, Executor, PreparedAttempt } from "@troupe/agent";
import {
  AgentCore,
  Attempts,
  type CoordinatorLink,
  DeviceLeases,
  type FromCoordinator,
  FunctionTelemetry,
  type Hint,
  MemoryBudget,
  type OfferLink,
  Retention,
  recover,
  Session,
  type SessionHandlers,
  type SessionStream,
  Shipper,
  silentLog,
  type TelemetryLink,
  TermMemory,
} from "@troupe/agent/parts";
import { validateJson } from "@troupe/core";
import { type AgentHello, type AttemptKey, canonicalJson } from "@troupe/engine";
import type { Luck } from "../cluster/unreliable-store.ts";
import { Connection } from "./connection.ts";
import { offerPathName, type SessionConnection } from "./coordinator-process.ts";
import { type Machine, MachineExecutor, type MachineProcess } from "./machine.ts";
import { MachineTelemetry } from "./machine-log.ts";
import type { Network, Node } from "./network.ts";
import { ProcessClock } from "./process-clock.ts";
import type { UnusedCaches } from "./unused-caches.ts";

/** Whom an agent may ask. */
export interface Coordinators {
  readonly all: () => readonly (Node & { accept(connection: SessionConnection, hello: AgentHello): void })[];
}

export interface AgentOptions {
  readonly machine: Machine;
  readonly incarnation: number;
  readonly gpus: number;
  readonly network: Network;
  readonly luck: Luck;
  readonly coordinators: Coordinators;
  readonly telemetry: (agent: Node) => TelemetryLink;
  readonly caches: UnusedCaches;
  /** It has been told that a result was taken. */
  readonly acknowledged: (agent: string, key: AttemptKey) => void;
}

export const capacity = { millicpus: 4000, memoryBytes: 16 * 2 ** 30 } as const;

export class AgentProcess implements Node {
  readonly name: string;
  readonly clock: ProcessClock;
  readonly attempts: Attempts;
  readonly devices: DeviceLeases;
  readonly #options: AgentOptions;
  readonly #core: AgentCore;
  readonly #session: Session;
  #listener: ((hint: Hint) => void) | undefined;
  #connections = 0;

  private constructor(options: AgentOptions, facts: readonly DeviceFact[]) {
    const { machine, network, luck } = options;
    this.name = machine.name;
    this.#options = options;
    this.clock = new ProcessClock(network.clock);
    const { clock } = this;
    const random = (): number => luck.random();
    const provider = { list: async () => facts, inUse: async () => machine.devicesInUse };
    this.devices = new DeviceLeases({
      provider,
      devices: facts,
      clock,
      log: silentLog,
      onChange: () => this.#tellDevices(),
    });
    const terms = TermMemory.open("", termFile(machine));
    this.attempts = this.#openAttempts(terms, random);
    this.#core = new AgentCore({
      identity: {
        agentId: this.name,
        incarnation: `${this.name}-${options.incarnation}`,
        host: this.name,
        version: "0",
        labels: {},
        capacity: { ...capacity, gpus: facts.length },
        isolationTier: 1,
      },
      attempts: this.attempts,
      devices: this.devices,
      terms,
      load: { read: () => ({ cpu: 0, memoryBytes: 0, memoryTotalBytes: 0, devices: [] }) },
      disk: { objection: () => (machine.isDiskFull ? "the disk is nearly full" : null) },
      log: silentLog,
    });
    const link: CoordinatorLink = { open: (hello, handlers) => this.#connect(hello, handlers), close() {} };
    const offers: OfferLink = {
      path: offerPathName,
      listen: (_cluster, heard) => {
        this.#listener = heard;
      },
      close: async () => undefined,
    };
    this.#session = new Session({ link, offers, clock, random, host: this.#core, log: silentLog });
  }

  /** Takes over what an earlier process left on this machine, then looks for a coordinator. */
  static async start(options: AgentOptions): Promise<AgentProcess> {
    const { machine, gpus } = options;
    const uuids = Array.from({ length: gpus }, (_, index) => `${machine.name}-gpu-${index}`);
    const agent = new AgentProcess(
      options,
      uuids.map((uuid) => ({ uuid, model: "simulated", memoryBytes: 0 })),
    );
    await recover({ folders: machine, executors: agent.#executors(), attempts: agent.attempts, log: silentLog });
    agent.#session.start();
    return agent;
  }

  /** Something that came by the other way, whoever sent it, and when. */
  hinted(hint: Hint): void {
    this.#listener?.(hint);
  }

  #openAttempts(terms: TermMemory, random: () => number): Attempts {
    return new Attempts({
      tools: this.#tools(random),
      random,
      executors: this.#executors(),
      objection: (offer) => this.#core.objection(offer),
      send: (message) => this.#session.send(message),
      hasRoom: () => this.#session.hasRoom,
      term: () => terms.current?.term ?? 0,
      onForgotten: () => this.#core.changed(),
    });
  }

  #tools(random: () => number) {
    const { machine, caches, telemetry } = this.#options;
    const { clock } = this;
    const retention = new Retention({ clock, log: silentLog, maxBytes: 2 ** 20 });
    const onSealed = (runIds: readonly string[]): void => retention.sealed(runIds);
    const shipper = new Shipper({ link: telemetry(this), clock, random, log: silentLog, onSealed });
    const budget = new MemoryBudget(2 ** 20);
    return {
      ...caches,
      clock,
      log: silentLog,
      devices: this.devices,
      folders: machine,
      validate: (schema: Parameters<typeof validateJson>[0], value: Parameters<typeof validateJson>[1]) =>
        validateJson(schema, value, "output"),
      readOutput: async (folder: string) => machine.outputIn(folder),
      readFailure: async () => undefined,
      canonicalJson,
      retention,
      // Of a machine that is a model there is nothing to measure.
      sample: () => () => {},
      telemetry: ({
        key,
        folder,
        checkpoints,
        onMessage,
      }: Parameters<ConstructorParameters<typeof Attempts>[0]["tools"]["telemetry"]>[0]) =>
        folder === null
          ? new FunctionTelemetry({ key, shipper, budget, checkpoints, onMessage, clock })
          : new MachineTelemetry(machine, key, folder, shipper),
    };
  }

  #executors(): ReadonlyMap<string, Executor> {
    const { machine } = this.#options;
    return new Map<string, Executor>([
      ["command", new MachineExecutor(machine)],
      ["function", new FunctionsOfProcess(machine, this.clock)],
    ]);
  }

  /** One coordinator after the other: whoever does not lead says so at once. */
  #connect(hello: AgentHello, handlers: SessionHandlers): SessionStream {
    const { network, coordinators, acknowledged } = this.#options;
    const all = coordinators.all();
    this.#connections += 1;
    const server = all[this.#connections % all.length];
    const isCurrent = { value: true };
    const closed = (reason: string): void => {
      isCurrent.value = false;
      handlers.closed({ reason });
    };
    const message = (received: FromCoordinator): void => {
      if (received.type === "ResultAck") acknowledged(this.name, received.key);
      handlers.message(received);
    };
    if (server === undefined) throw new Error("there are no coordinators");
    const connection: SessionConnection = new Connection(network, this, server, { message, closed });
    this.clock.after(network.delay(), () => {
      if (network.isCut(this.name, server.name) || server.clock.isDead) connection.abort("client", "unreachable");
      else server.clock.run(() => server.accept(connection, hello));
    });
    return {
      send: (sent) => {
        connection.up(sent);
        return true;
      },
      isDrained: true,
      // Whoever is connected to a process that stands still learns of it as of one that is cut off.
      isConnected: false,
      end: () => connection.end("client", "the agent left"),
      abort: (reason) => connection.abort("client", reason),
    };
  }

  #tellDevices(): void {
    this.#session.send({ type: "DevicesChanged", devices: this.devices.views() });
  }
}

/** Functions: in the agent's process, and gone with it. */
class FunctionsOfProcess implements Executor {
  readonly #machine: Machine;
  readonly #clock: ProcessClock;

  constructor(machine: Machine, clock: ProcessClock) {
    this.#machine = machine;
    this.#clock = clock;
  }

  async prepare(): Promise<void> {}

  async start(attempt: PreparedAttempt, sink: { log(stream: "stdout", data: Uint8Array): void }): Promise<Execution> {
    const print = (line: string): void => sink.log("stdout", Buffer.from(line));
    const running: MachineProcess = this.#machine.run(attempt, [], print, this.#clock);
    return { identity: null, ended: running.ended, stop: (reason, graceMs) => running.stop(reason, graceMs) };
  }
}

function termFile(machine: Machine) {
  return {
    name: `terms of ${machine.name}`,
    read: () => machine.terms,
    write: (text: string) => {
      machine.terms = text;
    },
  };
}
