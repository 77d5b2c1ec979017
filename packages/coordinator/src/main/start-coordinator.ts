/** Wires a coordinator out of its parts. Either all of it runs, or nothing is left behind. */
import { startEngine } from "@troupe/engine";
import { SystemClock, SystemEntropy } from "@troupe/engine/adapters";
import type { Logger } from "pino";
import { openAccess } from "../access/access.ts";
import { grpcListenSetting, startGrpcServer } from "../adapters/grpc/grpc-server.ts";
import { createApi } from "../api/api.ts";
import type { Settings } from "../config/settings.ts";
import { formatEndpoint } from "../endpoint/endpoint.ts";
import { refuseExposure } from "../endpoint/exposure.ts";
import { announce } from "./announcement.ts";
import { openStores } from "./open-stores.ts";
import { openProcessLog } from "./process-log.ts";

export interface Coordinator {
  /** Where clients and agents connect: "127.0.0.1:7420". */
  readonly address: string;
  /** New with each start; lets this machine's own clients in. */
  readonly token: string;
  /** Aborted when this coordinator can no longer lead: whoever started it must stop it. */
  readonly ended: AbortSignal;
  /** Withdraws, ends streams, finishes what is being written, closes everything. Runs go on when the next one starts. Idempotent. */
  stop(): Promise<void>;
}

/** Throws TroupeError(fatal) that says what is in the way and how to mend it. */
export async function startCoordinator(
  settings: Settings,
  log: Logger = openProcessLog(settings.logLevel),
): Promise<Coordinator> {
  const access = await openAccess(settings.tokenFile);
  // Before anything is opened: whoever asks for what is unsafe gets nothing at all.
  refuseExposure(settings.address, access.required, grpcListenSetting);
  await using stack = new AsyncDisposableStack();
  const stores = await openStores(settings.dataDir, stack);
  const engine = stack.adopt(
    await startEngine({
      ...stores,
      clock: new SystemClock(),
      entropy: new SystemEntropy(),
      log,
      lostAfterMs: settings.lostAfterMs,
      beatIntervalMs: settings.beatIntervalMs,
    }),
    (running) => running.stop(),
  );
  const services = createApi(engine, stores.archive);
  const grpc = stack.adopt(await startGrpcServer({ services, endpoint: settings.address, access, log }), (server) =>
    server.stop(),
  );
  const address = formatEndpoint(grpc.endpoint);
  const { token } = access;
  stack.defer(await announce(settings.dataDir, { pid: process.pid, address, httpUrl: "", token }));
  log.info({ address, dataDir: settings.dataDir, term: engine.term }, "serving");
  const running = stack.move();
  return { address, token, ended: engine.ended, stop: () => running.disposeAsync() };
}
