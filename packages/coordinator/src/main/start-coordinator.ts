/** Wires a coordinator out of its parts. Either all of it runs, or nothing is left behind. */
import { type Engine, startEngine } from "@troupe/engine";
import { SystemClock, SystemEntropy } from "@troupe/engine/adapters";
import type { Logger } from "pino";
import { openAccess } from "../access/access.ts";
import { grpcListenSetting, startGrpcServer } from "../adapters/grpc/grpc-server.ts";
import { httpListenSetting, startGateway } from "../adapters/http/gateway.ts";
import { createMetrics } from "../adapters/otel/metrics.ts";
import { startOtelTracing } from "../adapters/otel/otel-tracing.ts";
import { createApi } from "../api/api.ts";
import type { Settings } from "../config/settings.ts";
import { formatEndpoint } from "../endpoint/endpoint.ts";
import { refuseExposure } from "../endpoint/exposure.ts";
import type { Metrics } from "../ports/metrics.ts";
import { announce } from "./announcement.ts";
import { keptAlive } from "./kept-alive.ts";
import { openStores, type Stores } from "./open-stores.ts";
import { packageVersion } from "./package-version.ts";
import { openProcessLog } from "./process-log.ts";

export interface Coordinator {
  /** Where clients and agents connect: "127.0.0.1:7420". */
  readonly address: string;
  /** Where browsers connect: "http://127.0.0.1:7421/". With `?token=…` it signs a browser in. */
  readonly httpUrl: string;
  /** New with each start; lets this machine's own clients and browsers in. */
  readonly token: string;
  /** Aborted when this coordinator can no longer lead: whoever started it must stop it. */
  readonly ended: AbortSignal;
  /**
   * Withdraws, ends streams, finishes what is being written, closes everything. Runs go on when the next one starts.
   * Idempotent.
   */
  stop(): Promise<void>;
}

/** Throws TroupeError(fatal) that says what is in the way and how to mend it. */
export function startCoordinator(
  settings: Settings,
  log: Logger = openProcessLog(settings.logLevel),
): Promise<Coordinator> {
  return keptAlive(() => start(settings, log));
}

async function start(settings: Settings, log: Logger): Promise<Coordinator> {
  const access = await openAccess(settings.tokenFile);
  // Before anything is opened: whoever asks for what is unsafe gets nothing at all.
  refuseExposure(settings.address, access.required, grpcListenSetting);
  refuseExposure(settings.http, access.required, httpListenSetting);
  await using stack = new AsyncDisposableStack();
  const stores = await openStores(settings.dataDir, stack, log);
  const { engine, metrics } = await openEngine(settings, stores, log, stack);
  const services = createApi(engine, stores.archive);
  const grpc = await startGrpcServer({ services, endpoint: settings.address, access, log });
  stack.defer(() => grpc.stop());
  const address = formatEndpoint(grpc.endpoint);
  const gateway = await startGateway({
    services,
    endpoint: settings.http,
    grpcAddress: address,
    access,
    log,
    metrics: () => metrics.text(),
    unready: () => (engine.ended.aborted ? "this coordinator leads no more" : undefined),
  });
  stack.defer(() => gateway.stop());
  const found = { address, httpUrl: gateway.url, token: access.token };
  stack.defer(await announce(settings.dataDir, { pid: process.pid, ...found }));
  log.info({ address, httpUrl: gateway.url, dataDir: settings.dataDir, term: engine.term }, "serving");
  return running(stack.move(), engine, found);
}

async function openEngine(
  settings: Settings,
  stores: Stores,
  log: Logger,
  stack: AsyncDisposableStack,
): Promise<{ engine: Engine; metrics: Metrics }> {
  const clock = new SystemClock();
  const warn = (message: string): void => log.warn(message);
  const tracing = await startOtelTracing({ history: stores.eventFeed, clock, version: packageVersion, warn });
  stack.defer(() => tracing.shutdown());
  const metrics = createMetrics({ version: packageVersion, tracing: () => tracing.counts() });
  const engine = await startEngine({
    ...stores,
    clock,
    entropy: new SystemEntropy(),
    observers: [metrics.runs, tracing],
    tracing,
    meters: metrics.engine,
    log,
    lostAfterMs: settings.lostAfterMs,
    beatIntervalMs: settings.beatIntervalMs,
  });
  stack.defer(() => engine.stop());
  engine.ended.addEventListener("abort", () => metrics.leadEnded(), { once: true });
  return { engine, metrics };
}

function running(
  stack: AsyncDisposableStack,
  { ended }: Engine,
  found: Pick<Coordinator, "address" | "httpUrl" | "token">,
): Coordinator {
  let stopped: Promise<void> | undefined;
  return { ...found, ended, stop: () => (stopped ??= keptAlive(() => stack.disposeAsync())) };
}
