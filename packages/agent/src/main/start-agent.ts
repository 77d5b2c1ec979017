/** Wires an agent out of its parts. Either all of it runs, or nothing is left behind. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { crc32 } from "node:zlib";
import { TroupeError } from "@troupe/core";
import type { Clock } from "@troupe/engine";
import { countBuffersAsHeap, SystemClock } from "@troupe/engine/adapters";
import { firstToken, readTrust, type Trust, TrustError } from "@troupe/proto";
import type { Logger } from "pino";
import { Endpoint } from "../adapters/grpc/endpoint.ts";
import { GrpcCoordinatorLink } from "../adapters/grpc/session.ts";
import { NatsOfferLink } from "../adapters/nats/offers.ts";
import { NvidiaDeviceProvider } from "../adapters/nvidia/device-provider.ts";
import { lockFolder } from "../adapters/sqlite/folder-lock.ts";
import { AgentCore, type AgentIdentity } from "../agent.ts";
import { Attempts } from "../attempts/attempts.ts";
import type { AgentSettings } from "../config/settings.ts";
import { capacityOf } from "../devices/capacity.ts";
import { DeviceLeases } from "../devices/device-leases.ts";
import { DeviceUsages } from "../devices/device-usage.ts";
import { DiskWatch } from "../devices/disk-watch.ts";
import { HostLoad } from "../devices/host-load.ts";
import type { DeviceProvider } from "../ports/device-provider.ts";
import { Session } from "../session/session.ts";
import { TermMemory } from "../session/term-memory.ts";
import { agentIdIn } from "./agent-id.ts";
import type { Ground } from "./ground.ts";
import { type ExecutorSet, type ExecutorSurroundings, openExecutors } from "./open-executors.ts";
import { openTools } from "./open-tools.ts";
import { openProcessLog } from "./process-log.ts";
import { recover } from "./recover.ts";
import { type Agent, RunningAgent } from "./running-agent.ts";

/** What an embedding process or a test brings in place of what is standard. */
export interface AgentParts {
  readonly log?: Logger;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** In place of the one in the token file. */
  readonly token?: string;
  /** That the coordinator shows, in PEM: trusted, where no others are named. */
  readonly certificate?: string | null;
  readonly devices?: DeviceProvider;
  readonly executors?: ExecutorSet;
}

/** Throws TroupeError(fatal) that says what is in the way and how to mend it. */
export async function startAgent(settings: AgentSettings, parts: AgentParts = {}): Promise<Agent> {
  countBuffersAsHeap();
  await using stack = new AsyncDisposableStack();
  for (const folder of [settings.stateDir, settings.cacheDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  stack.adopt(lockFolder(settings.stateDir), (lock) => lock.release());
  const ground = layGround(settings, parts);
  const { agentId, clock, random, log } = ground;
  const terms = TermMemory.open(settings.stateDir);

  const save: ExecutorSurroundings["save"] = (key, path, digest) => saveFor(attempts, key, path, digest);
  const executors = stack.adopt(
    parts.executors ?? (await openExecutors(settings, { agentId, log, clock, save })),
    (set) => set.close(),
  );
  const tellDevices = (): void => session.send({ type: "DevicesChanged", devices: devices.views() });
  const provider = parts.devices ?? new NvidiaDeviceProvider();
  const devices = await openDevices(ground, provider, tellDevices);
  const usages = new DeviceUsages({ provider, count: devices.count, clock, log });
  stack.defer(() => usages.stop());
  const tools = await openTools(ground, devices, usages, executors, stack);
  const attempts: Attempts = new Attempts({
    tools,
    random,
    executors: executors.byKind,
    objection: (offer) => core.objection(offer),
    send: (message) => session.send(message),
    hasRoom: () => session.hasRoom,
    term: () => terms.current?.term ?? 0,
    onForgotten: () => core.changed(),
  });
  stack.defer(() => attempts.stop());
  const core: AgentCore = new AgentCore({
    identity: identify(ground, devices, executors),
    attempts,
    devices,
    terms,
    load: new HostLoad(() => usages.latest),
    disk: new DiskWatch(settings.stateDir, settings.minFreeBytes, () => clock.monotonic()),
    log,
  });
  const link = new GrpcCoordinatorLink(ground.leading);
  const offers = openOffers(ground, stack);
  const session: Session = new Session({ link, ...offers, clock, random, host: core, log });
  await recover({ folders: tools.folders, executors: executors.byKind, attempts, log });
  session.start();
  log.info({ agent: agentId, coordinators: settings.coordinators, devices: devices.count }, "started");
  const { drainOnStop } = settings;
  return new RunningAgent({ agentId, core, attempts, session, clock, log, drainOnStop }, stack.move());
}

function layGround(settings: AgentSettings, parts: AgentParts): Ground {
  const { coordinators, tokenFile, stateDir, agentId, logLevel } = settings;
  const token = parts.token ?? (tokenFile === null ? null : firstToken(readFileSync(tokenFile, "utf8")));
  const id = agentIdIn(stateDir, agentId);
  const endpoint = { addresses: coordinators, token, trust: trustOf(settings, parts.certificate ?? null) };
  return {
    settings,
    agentId: id,
    leading: new Endpoint(endpoint),
    any: new Endpoint({ ...endpoint, first: crc32(id) % coordinators.length }),
    clock: parts.clock ?? new SystemClock(),
    random: parts.random ?? Math.random,
    log: parts.log ?? openProcessLog(logLevel),
  };
}

function trustOf({ caFile, certFile, keyFile }: AgentSettings, announced: string | null): Trust | null {
  try {
    return readTrust({ ca: caFile, cert: certFile, key: keyFile }, announced);
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    throw new TroupeError(error.message, { code: error.code, reaction: "fatal", cause: error });
  }
}

function openOffers({ settings, agentId, clock, random, log }: Ground, stack: AsyncDisposableStack) {
  const { natsServers: servers, natsCa, natsCert, natsKey, natsCreds } = settings;
  if (servers.length === 0) return {};
  const nats = { servers, caFile: natsCa, certFile: natsCert, keyFile: natsKey, credsFile: natsCreds };
  const offers = new NatsOfferLink({ settings: nats, agentId, clock, random, log });
  return { offers: stack.adopt(offers, (link) => link.close()) };
}

async function openDevices(
  { settings, clock, log }: Ground,
  provider: DeviceProvider,
  onChange: () => void,
): Promise<DeviceLeases> {
  const devices = (await provider.list()).slice(0, settings.gpus ?? undefined);
  return new DeviceLeases({ provider, devices, clock, log, onChange });
}

function identify({ settings, agentId }: Ground, devices: DeviceLeases, executors: ExecutorSet): AgentIdentity {
  return {
    agentId,
    incarnation: randomUUID(),
    host: hostname(),
    version: ownVersion(),
    labels: settings.labels,
    capacity: capacityOf(settings, devices.count),
    isolationTier: executors.isolationTier,
  };
}

async function saveFor(attempts: Attempts, ...[key, path, digest]: Parameters<ExecutorSurroundings["save"]>) {
  const attempt = attempts.get(key);
  if (attempt !== undefined) return (await attempt.save(path, digest)).path;
  throw new TroupeError(`there is no attempt to save ${path} for`, { code: "ATTEMPT_LOST", reaction: "reject" });
}

function ownVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
