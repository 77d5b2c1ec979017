/** Wires a coordinator out of its parts. Either all of it runs, or nothing is left behind. */
import type { CoordinatorInfo } from "@troupe/engine";
import { countBuffersAsHeap, SystemClock } from "@troupe/engine/adapters";
import type { Logger } from "pino";
import { openAccess } from "../access/access.ts";
import { openTls, trustOf } from "../access/tls.ts";
import { grpcListenSetting, startGrpcServer } from "../adapters/grpc/grpc-server.ts";
import { LeaderCalls } from "../adapters/grpc/leader-calls.ts";
import { forwardHooks } from "../adapters/http/forward-hook.ts";
import { httpListenSetting, startGateway } from "../adapters/http/gateway.ts";
import { createMetrics } from "../adapters/otel/metrics.ts";
import { startOtelTracing } from "../adapters/otel/otel-tracing.ts";
import { createApi } from "../api/api.ts";
import { KnownCluster } from "../cluster/cluster-face.ts";
import type { LoadView, StoreView } from "../cluster/cluster-view.ts";
import { LoadMeter } from "../cluster/load-meter.ts";
import { OwnPresence } from "../cluster/own-presence.ts";
import { StoreWatch } from "../cluster/store-watch.ts";
import type { Settings } from "../config/settings.ts";
import { formatEndpoint, isLoopback } from "../endpoint/endpoint.ts";
import { refuseExposure } from "../endpoint/exposure.ts";
import type { AskLeader } from "../ports/ask-leader.ts";
import { pointToLeader } from "../role/point-to-leader.ts";
import type { Role, Standing } from "../role/role.ts";
import { standingText, storeText } from "../role/standing-text.ts";
import { openWebhookSecrets } from "../webhooks/secrets.ts";
import { Webhooks } from "../webhooks/webhooks.ts";
import { announce } from "./announcement.ts";
import { consoleSite } from "./console-site.ts";
import { keptAlive } from "./kept-alive.ts";
import { openMessenger } from "./open-messenger.ts";
import { type OpenRole, openRole } from "./open-role.ts";
import { openStores } from "./open-stores.ts";
import { packageVersion } from "./package-version.ts";
import { openProcessLog } from "./process-log.ts";
import type { Stores } from "./stores.ts";
import { Waiting } from "./waiting.ts";

export interface Coordinator {
  /** Where clients and agents connect: "127.0.0.1:7420". */
  readonly address: string;
  /** Where browsers connect: "http://127.0.0.1:7421/". With `?token=…` it signs a browser in. */
  readonly httpUrl: string;
  /** New with each start; lets this machine's own clients and browsers in. */
  readonly token: string;
  /** What it shows to them, in PEM; null: nothing is encrypted. */
  readonly certificate: string | null;
  /** Aborted when this coordinator can serve no more: whoever started it must stop it. One of several follows then. */
  readonly ended: AbortSignal;
  /**
   * Withdraws, ends streams, finishes what is being written, closes everything. Runs go on when the next one starts.
   * Idempotent.
   */
  stop(): Promise<void>;
}

const unencrypted =
  "other machines may connect, and nothing is encrypted, tokens included: use a private network, or give --tls-cert and --tls-key";

type OpenStores = (settings: Settings, stack: AsyncDisposableStack, log: Logger, waiting: Waiting) => Promise<Stores>;

/**
 * Waits for the servers that it needs, until the signal is aborted: then it throws its reason. Throws TroupeError(fatal)
 * that says what is in the way and how to mend it.
 */
export function startCoordinator(
  settings: Settings,
  log: Logger = openProcessLog(settings.logLevel),
  open: OpenStores = openStores,
  signal: AbortSignal = new AbortController().signal,
): Promise<Coordinator> {
  countBuffersAsHeap();
  const waiting = new Waiting({ endpoint: settings.http, clock: new SystemClock(), log, signal });
  return keptAlive(() => start(settings, log, open, waiting));
}

async function start(settings: Settings, log: Logger, open: OpenStores, waiting: Waiting): Promise<Coordinator> {
  const access = await openAccess(settings.tokenFile);
  const secrets = await openWebhookSecrets(settings.webhookSecrets, process.env);
  const tls = await openTls(settings, Date.now());
  // Before anything is opened: whoever asks for what is unsafe gets nothing at all.
  refuseExposure(settings.address, access.required, grpcListenSetting);
  refuseExposure(settings.http, access.required, httpListenSetting);
  await using stack = new AsyncDisposableStack();
  const stores = await open(settings, stack, log, waiting);
  const presence = new OwnPresence(settings.name, packageVersion, new SystemClock(), stores.registry);
  const { role, join, metricsText, storeWatch, load } = await openMeasured(settings, stores, presence, log, stack);
  // Nobody is sent to where they are.
  const findLeader = () => (role.standing.term === null ? elsewhere(role.standing, presence.current) : undefined);
  const leader = new LeaderCalls({
    findLeader,
    self: settings.name,
    token: access.shared,
    tokenFor: (caller) => access.tokenFor(caller),
    trust: trustOf(tls),
  });
  stack.defer(() => leader.close());
  const cluster = new KnownCluster({
    name: settings.cluster,
    archive: stores.archiveKind,
    traceUrl: settings.traceUrl,
    store: storeWatch,
    ...(stores.registry === undefined ? {} : { registry: stores.registry }),
    ...(stores.nats === undefined ? {} : { nats: stores.nats }),
    self: () => presence.current,
    standing: () => role.standing,
    onStanding: (listener) => role.onStanding(listener),
    load,
  });
  const askLeader: AskLeader = (method, request) => leader.ask(method, request);
  const api = createApi({ faces: role, archive: stores.archive, cluster, askLeader, clock: new SystemClock() });
  const services = pointToLeader(api, { findLeader, untilLed: () => role.untilLed() });
  const grpc = await startGrpcServer({ services, endpoint: settings.address, access, tls, log, findLeader });
  stack.defer(() => grpc.stop());
  const address = formatEndpoint(grpc.endpoint);
  const gateway = await startGateway({
    services,
    endpoint: settings.http,
    site: consoleSite(),
    grpcAddress: address,
    access,
    tls,
    log,
    findLeader,
    handOn: (method, request, caller) => leader.handOn(method, request, caller),
    hooks: {
      webhooks: new Webhooks({ faces: role, secrets, clock: new SystemClock() }),
      findLeader,
      forward: forwardHooks(settings.name, trustOf(tls)),
    },
    metrics: metricsText,
    unready: () => (role.ended.aborted ? "this coordinator leads no more" : undefined),
    standing: () => [standingText(role.standing), ...storeText(storeWatch.last)].join("\n"),
  });
  stack.defer(() => gateway.stop());
  const self = presented(settings, address, gateway.url);
  presence.servesAt(self);
  await waiting.until("the election", () => join(self, stack));
  const certificate = tls === null ? null : tls.cert.toString();
  const found = { address, httpUrl: gateway.url, token: access.token, certificate };
  stack.defer(await announce(settings.dataDir, { pid: process.pid, ...found }));
  if (tls === null && !isLoopback(settings.address.host)) log.warn(unencrypted);
  log.info(
    {
      ...found,
      token: undefined,
      certificate: undefined,
      dataDir: settings.dataDir,
      role: standingText(role.standing),
    },
    "serving",
  );
  return running(stack.move(), role, found);
}

interface Measured extends OpenRole {
  readonly storeWatch: StoreWatch;
  load(): LoadView;
  metricsText(): Promise<string>;
}

async function openMeasured(
  settings: Settings,
  stores: Stores,
  presence: OwnPresence,
  log: Logger,
  stack: AsyncDisposableStack,
): Promise<Measured> {
  const clock = new SystemClock();
  const warn = (message: string): void => log.warn(message);
  const tracing = await startOtelTracing({ history: stores.eventFeed, clock, version: packageVersion, warn });
  stack.defer(() => tracing.shutdown());
  const metrics = createMetrics({ version: packageVersion, tracing: () => tracing.counts() });
  const { kind, stateStore: store, storeCare } = stores;
  const onLook = (view: StoreView) => metrics.store(view);
  const care = storeCare === undefined ? {} : { care: storeCare };
  const storeWatch = new StoreWatch({ kind, store, ...care, clock, onLook });
  storeWatch.start();
  stack.defer(() => storeWatch.stop());
  const engine = new LoadMeter(metrics.engine);
  const onTerm = (term: number | null) => {
    metrics.term(term);
    presence.term(term);
  };
  const parts = { settings, stores, metrics: { ...metrics, engine }, tracing, log, onTerm };
  const opened = await openRole({ ...parts, messenger: openMessenger(settings) }, stack);
  return { ...opened, storeWatch, load: () => engine.load, metricsText: () => metrics.text() };
}

/** As others are told of it. */
function presented({ name, advertise, advertiseHttp }: Settings, address: string, httpUrl: string): CoordinatorInfo {
  return {
    name,
    address: advertise === null ? address : formatEndpoint(advertise),
    httpUrl: advertiseHttp ?? httpUrl,
  };
}

function elsewhere({ leader }: Standing, self: CoordinatorInfo): Standing["leader"] {
  return leader?.name === self.name && leader.address === self.address ? undefined : leader;
}

function running(
  stack: AsyncDisposableStack,
  { ended }: Role,
  found: Pick<Coordinator, "address" | "certificate" | "httpUrl" | "token">,
): Coordinator {
  let stopped: Promise<void> | undefined;
  return { ...found, ended, stop: () => (stopped ??= keptAlive(() => stack.disposeAsync())) };
}
