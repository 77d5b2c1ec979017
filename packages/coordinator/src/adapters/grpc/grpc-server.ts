/** The gRPC server: the API, health and reflection on one port. */
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import { ReflectionService } from "@grpc/reflection";
import { TroupeError } from "@troupe/core";
import type { LeaderInfo } from "@troupe/engine";
import { reflectedDefinition } from "@troupe/proto";
import { HealthImplementation } from "grpc-health-check";
import type { Logger } from "pino";
import type { Access } from "../../access/access.ts";
import type { Tls } from "../../access/tls.ts";
import type { ApiService } from "../../api/api.ts";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import { refuseExposure } from "../../endpoint/exposure.ts";
import { type ListenSetting, listen } from "../../endpoint/listen.ts";
import { type FindLeader, leaderDetails } from "../../role/point-to-leader.ts";
import { bindService } from "./bind-service.ts";
import { requireToken } from "./require-token.ts";

export interface GrpcServerOptions {
  readonly services: readonly ApiService[];
  readonly endpoint: Endpoint;
  readonly access: Access;
  /** Null or absent: nothing is encrypted. */
  readonly tls?: Tls | null;
  readonly log: Logger;
  /** Where those go whose streams end because this server stops. */
  readonly findLeader?: FindLeader;
  /** How long a stream waits for a reader that takes nothing. */
  readonly stallLimitMs?: number;
}

export interface GrpcServer {
  /** As it was bound. */
  readonly endpoint: Endpoint;
  /** Ends streams with UNAVAILABLE, lets calls in flight finish, then closes every connection. Idempotent. */
  stop(): Promise<void>;
}

export const grpcListenSetting: ListenSetting = { flag: "--address", variable: "TROUPE_ADDRESS" };

const limits = {
  receivedBytes: 8 * 1024 * 1024,
  /** One task's output may be 16 MiB (ListTasks); everything else is far smaller. */
  sentBytes: 64 * 1024 * 1024,
  connections: 1024,
  streamsPerConnection: 1024,
  /** A peer that froze is noticed within two beats, and one whose machine is merely busy is not cut off. */
  keepaliveTimeMs: 2000,
  keepaliveTimeoutMs: 2000,
  idleConnectionMs: 10 * 60 * 1000,
  stallMs: 30_000,
  shutdownMs: 3000,
} as const;

export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { endpoint, access, log } = options;
  refuseExposure(endpoint, access.required, grpcListenSetting);
  const stopping = new AbortController();
  const server = createGrpcServer(access, log);
  const health = addServices(server, options, stopping.signal);
  const port = openPort(server, serverCredentials(options.tls ?? null), log);
  const bound = await listen(port.server, endpoint, grpcListenSetting).catch((error) => {
    server.forceShutdown();
    throw error;
  });
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    for (const name of ["", ...options.services.map((service) => service.name)]) health.setStatus(name, "NOT_SERVING");
    stopping.abort(coordinatorStopping(options.findLeader?.()));
    await Promise.race([closed(server, port.server), delay(limits.shutdownMs, undefined, { ref: false })]);
    for (const socket of port.sockets) socket.destroy();
    server.forceShutdown();
  };
  return { endpoint: bound, stop: () => (stopped ??= stop()) };
}

function createGrpcServer(access: Access, log: Logger): grpc.Server {
  return new grpc.Server({
    "grpc.max_receive_message_length": limits.receivedBytes,
    "grpc.max_send_message_length": limits.sentBytes,
    "grpc.max_concurrent_streams": limits.streamsPerConnection,
    "grpc.keepalive_time_ms": limits.keepaliveTimeMs,
    "grpc.keepalive_timeout_ms": limits.keepaliveTimeoutMs,
    "grpc.max_connection_idle_ms": limits.idleConnectionMs,
    // Its records of long streams are never freed.
    "grpc.enable_channelz": 0,
    interceptors: access.required ? [requireToken(access.tokens, log)] : [],
  });
}

function addServices(server: grpc.Server, options: GrpcServerOptions, stopping: AbortSignal): HealthImplementation {
  const { services, log, stallLimitMs = limits.stallMs, access } = options;
  for (const service of services) {
    const { definition, handlers } = bindService(service, { tokens: access.tokens, log, stopping, stallLimitMs });
    server.addService(definition, handlers);
  }
  const health = new HealthImplementation(
    Object.fromEntries(["", ...services.map((service) => service.name)].map((name) => [name, "SERVING" as const])),
  );
  health.addToServer(server);
  new ReflectionService(reflectedDefinition()).addToServer(server);
  return health;
}

/** A port of our own in front of grpc-js, which cannot count its connections, nor close them all when it stops. */
function openPort(
  server: grpc.Server,
  credentials: grpc.ServerCredentials,
  log: Logger,
): { server: NetServer; sockets: ReadonlySet<Socket> } {
  const injector = server.createConnectionInjector(credentials);
  const sockets = new Set<Socket>();
  const port = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    injector.injectConnection(socket);
  });
  port.maxConnections = limits.connections;
  port.on("drop", () => log.warn({ limit: limits.connections }, "refused a connection: too many are open"));
  return { server: port, sockets };
}

function serverCredentials(tls: Tls | null): grpc.ServerCredentials {
  if (tls === null) return grpc.ServerCredentials.createInsecure();
  const pair = { cert_chain: tls.cert, private_key: tls.key };
  return grpc.ServerCredentials.createSsl(tls.clientCa, [pair], tls.clientCa !== null);
}

/** Says goodbye on every connection, and answers when the last one is closed. (tryShutdown answers before that.) */
function closed(server: grpc.Server, port: NetServer): Promise<void> {
  return new Promise((resolve) => {
    port.close(() => resolve());
    server.tryShutdown(() => undefined);
  });
}

function coordinatorStopping(leader: LeaderInfo | undefined): TroupeError {
  return new TroupeError("this coordinator is stopping; go on with the next one", {
    code: "COORDINATOR_STOPPING",
    reaction: "retry",
    details: leaderDetails(leader),
  });
}
