/** Wires an agent out of its parts. Either all of it runs, or nothing is left behind. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { validateJson } from "@troupe/core";
import { type Clock, canonicalJson } from "@troupe/engine";
import { SystemClock } from "@troupe/engine/adapters";
import type { Logger } from "pino";
import { GrpcRemoteArtifacts } from "../adapters/grpc/artifacts.ts";
import { Endpoint } from "../adapters/grpc/endpoint.ts";
import { GrpcCoordinatorLink } from "../adapters/grpc/session.ts";
import { GrpcTelemetryLink } from "../adapters/grpc/telemetry.ts";
import { NvidiaDeviceProvider } from "../adapters/nvidia/device-provider.ts";
import { lockFolder } from "../adapters/sqlite/folder-lock.ts";
import { AgentCore, type AgentIdentity, part } from "../agent.ts";
import { ArchiveUpload } from "../artifacts/archive-upload.ts";
import { ArtifactCache } from "../artifacts/artifact-cache.ts";
import { CodeCache } from "../artifacts/code-cache.ts";
import { AttemptFolders } from "../attempts/attempt-folders.ts";
import { Attempts } from "../attempts/attempts.ts";
import type { AgentSettings } from "../config/settings.ts";
import { capacityOf } from "../devices/capacity.ts";
import { DeviceLeases } from "../devices/device-leases.ts";
import { DiskWatch } from "../devices/disk-watch.ts";
import { HostLoad } from "../devices/host-load.ts";
import type { DeviceProvider } from "../ports/device-provider.ts";
import { Session } from "../session/session.ts";
import { TermMemory } from "../session/term-memory.ts";
import { FunctionTelemetry } from "../telemetry/function-telemetry.ts";
import { MemoryBudget } from "../telemetry/memory-log.ts";
import { ProcessTelemetry } from "../telemetry/process-telemetry.ts";
import { Shipper } from "../telemetry/shipper.ts";
import { agentIdIn } from "./agent-id.ts";
import { type ExecutorSet, openExecutors } from "./open-executors.ts";
import { openProcessLog } from "./process-log.ts";
import { recover } from "./recover.ts";

export interface Agent {
  readonly id: string;
  /**
   * Takes nothing new, and leaves. Processes go on and are taken up by the next agent process of this state folder; what
   * cannot live without this one ends as `lost`. With `drain`, waits first until nothing is left to do. Idempotent; a
   * second call does not wait.
   */
  stop(options?: { readonly drain?: boolean }): Promise<void>;
  /** Resolves when a coordinator asked for draining, or it is being stopped, and nothing is left to do. */
  drained(): Promise<void>;
}

/** What an embedding process or a test brings in place of what is standard. */
export interface AgentParts {
  readonly log?: Logger;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** In place of the one in the token file. */
  readonly token?: string;
  readonly devices?: DeviceProvider;
  readonly executors?: ExecutorSet;
}

/** Bytes that functions may have printed and nobody has taken yet, all together. */
const functionLogBytes = 64 * 1024 * 1024;

/** Throws TroupeError(fatal) that says what is in the way and how to mend it. */
export async function startAgent(settings: AgentSettings, parts: AgentParts = {}): Promise<Agent> {
  const { clock = new SystemClock(), random = Math.random } = parts;
  const log = parts.log ?? openProcessLog(settings.logLevel);
  await using stack = new AsyncDisposableStack();
  for (const folder of [settings.stateDir, settings.cacheDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  stack.adopt(lockFolder(settings.stateDir), (lock) => lock.release());

  const agentId = agentIdIn(settings.stateDir, settings.agentId);
  const endpoint = new Endpoint({
    addresses: settings.coordinators,
    token: parts.token ?? readToken(settings.tokenFile),
    caFile: settings.caFile,
  });
  const tools = { clock, random, log };
  const shipper = stack.adopt(new Shipper({ ...tools, link: new GrpcTelemetryLink(endpoint, agentId) }), (all) =>
    all.stop(),
  );
  const remote = stack.adopt(new GrpcRemoteArtifacts(endpoint), (client) => client.close());
  const artifacts = await ArtifactCache.open({
    ...tools,
    remote,
    folder: join(settings.cacheDir, "artifacts"),
    capBytes: settings.cacheBytes,
  });
  const code = new CodeCache(join(settings.cacheDir, "code"), artifacts);
  const executors = stack.adopt(parts.executors ?? (await openExecutors(settings, agentId, log)), (set) => set.close());
  const provider = parts.devices ?? new NvidiaDeviceProvider();
  const found = (await provider.list()).slice(0, settings.gpus ?? undefined);
  const devices = new DeviceLeases({
    ...tools,
    provider,
    devices: found,
    onChange: () => session.send({ type: "DevicesChanged", devices: devices.views() }),
  });

  const folders = new AttemptFolders(join(settings.stateDir, "attempts"));
  const disk = new DiskWatch(settings.stateDir, settings.minFreeBytes, () => clock.monotonic());
  const budget = new MemoryBudget(functionLogBytes);
  const terms = TermMemory.open(settings.stateDir);
  const attempts: Attempts = new Attempts({
    tools: {
      ...tools,
      artifacts,
      code,
      devices,
      folders,
      upload: new ArchiveUpload({ ...tools, remote }),
      validate: (schema, value) => validateJson(schema, value, "output"),
      readOutput: executors.readOutput,
      canonicalJson,
      telemetry: ({ folder, ...of }) =>
        folder === null
          ? new FunctionTelemetry({ ...of, shipper, budget, clock })
          : new ProcessTelemetry({ ...of, folder, shipper, clock, log }),
    },
    random,
    executors: executors.byKind,
    objection: (offer) => core.objection(offer, disk),
    send: (message) => session.send(message),
    hasRoom: () => session.hasRoom,
    term: () => terms.current?.term ?? 0,
    onForgotten: () => core.changed(),
  });
  stack.defer(() => attempts.stop());
  const identity: AgentIdentity = {
    agentId,
    incarnation: randomUUID(),
    host: hostname(),
    version: ownVersion(),
    labels: settings.labels,
    capacity: capacityOf(settings, found.length),
    isolationTier: executors.isolationTier,
  };
  const core: AgentCore = new AgentCore({ identity, attempts, devices, terms, load: new HostLoad(), log });
  const session: Session = new Session({ ...tools, link: new GrpcCoordinatorLink(endpoint), host: core });
  await recover({ folders, executors: executors.byKind, attempts, log });
  session.start();
  log.info({ agent: agentId, coordinators: settings.coordinators, devices: found.length }, "started");

  const running = stack.move();
  let stopping: Promise<void> | null = null;
  const hurried = Promise.withResolvers<void>();
  const leave = async (drain: boolean): Promise<void> => {
    core.leave();
    core.changed();
    if (drain) await Promise.race([core.drained(), hurried.promise]);
    await part(core, attempts, clock, hurried.promise);
    await session.stop("the agent was stopped");
    await running.disposeAsync();
    log.info({ agent: agentId }, "stopped");
  };
  return {
    id: agentId,
    stop: ({ drain = settings.drainOnStop } = {}) => {
      if (stopping !== null) hurried.resolve();
      stopping ??= leave(drain);
      return stopping;
    },
    drained: () => core.drained(),
  };
}

function readToken(file: string | null): string | null {
  return file === null ? null : readFileSync(file, "utf8").trim();
}

function ownVersion(): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  return manifest.version;
}
