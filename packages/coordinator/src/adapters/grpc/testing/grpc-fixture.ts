/** A gRPC server on a free port in front of a fake engine, and typed clients to call it. */
import type { EventEmitter } from "node:events";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { MemoryArchive, VirtualClock } from "@troupe/engine/adapters";
import { type ErrorDetails, errorDetails, v1 } from "@troupe/proto";
import { pino } from "pino";
import { openAccess } from "../../../access/access.ts";
import { type ApiParts, createApi } from "../../../api/api.ts";
import { collect as collectAll } from "../../../api/testing/collect.ts";
import { fakeCluster } from "../../../api/testing/fake-cluster.ts";
import { FakeEngine } from "../../../api/testing/fake-engine.ts";
import { formatEndpoint } from "../../../endpoint/endpoint.ts";
import { type GrpcServer, type GrpcServerOptions, startGrpcServer } from "../grpc-server.ts";

export interface GrpcFixture {
  readonly engine: FakeEngine;
  readonly archive: MemoryArchive;
  readonly server: GrpcServer;
  readonly address: string;
  /** What the server logged, one object a line. */
  readonly log: readonly Record<string, unknown>[];
  readonly runs: InstanceType<typeof v1.RunService>;
  readonly pipelines: InstanceType<typeof v1.PipelineService>;
  readonly agents: InstanceType<typeof v1.AgentService>;
  readonly sessions: InstanceType<typeof v1.SessionService>;
  readonly approvals: InstanceType<typeof v1.ApprovalService>;
  readonly schedules: InstanceType<typeof v1.ScheduleService>;
  readonly cluster: InstanceType<typeof v1.ClusterService>;
  readonly artifacts: InstanceType<typeof v1.ArtifactService>;
  stop(): Promise<void>;
}

export async function startFixture(
  answers: ConstructorParameters<typeof FakeEngine>[0] = {},
  {
    cluster = fakeCluster(),
    askLeader = async () => undefined,
    clock = new VirtualClock(),
    ...options
  }: Partial<GrpcServerOptions & Pick<ApiParts, "cluster" | "askLeader" | "clock">> = {},
): Promise<GrpcFixture> {
  const engine = new FakeEngine(answers);
  const archive = new MemoryArchive();
  const { log, lines } = memoryLog();
  const server = await startGrpcServer({
    services: createApi({ faces: engine, archive, cluster, askLeader, clock }),
    endpoint: { host: "127.0.0.1", port: 0 },
    access: await openAccess(null),
    log,
    ...options,
  });
  const address = formatEndpoint(server.endpoint);
  const clients = connect(address);
  const stop = async (): Promise<void> => {
    for (const client of Object.values(clients)) client.close();
    await server.stop();
  };
  return { engine, archive, server, address, log: lines, ...clients, stop };
}

export function connect(address: string) {
  const credentials = grpc.credentials.createInsecure();
  const options = { "grpc.max_receive_message_length": 64 * 1024 * 1024, "grpc.enable_retries": 0 };
  return {
    runs: new v1.RunService(address, credentials, options),
    pipelines: new v1.PipelineService(address, credentials, options),
    agents: new v1.AgentService(address, credentials, options),
    sessions: new v1.SessionService(address, credentials, options),
    approvals: new v1.ApprovalService(address, credentials, options),
    schedules: new v1.ScheduleService(address, credentials, options),
    cluster: new v1.ClusterService(address, credentials, options),
    artifacts: new v1.ArtifactService(address, credentials, options),
  };
}

export function memoryLog() {
  const lines: Record<string, unknown>[] = [];
  return { lines, log: pino({ level: "debug" }, { write: (line) => lines.push(JSON.parse(line)) }) };
}

/** One unary call as a promise. */
export function ask<Request, Response>(
  client: grpc.Client,
  method: (request: Request, callback: grpc.requestCallback<Response>) => unknown,
  request: Request,
): Promise<Response> {
  return promisify<Request, Response | undefined>(method.bind(client))(request) as Promise<Response>;
}

export interface Failed {
  readonly code: number;
  readonly message: string;
  readonly details: ErrorDetails | undefined;
}

/** How a call failed; throws if it did not. */
export async function failureOf(call: Promise<unknown>): Promise<Failed> {
  const error = await call.then(
    () => {
      throw new Error("the call succeeded");
    },
    (reason: grpc.ServiceError) => reason,
  );
  if (typeof error.code !== "number") throw error;
  return { code: error.code, message: error.details, details: errorDetails(error) };
}

/** Everything that a stream carried until it ended; rejects if it failed. */
export function collect<Message>(stream: EventEmitter): Promise<Message[]> {
  return collectAll(stream as unknown as AsyncIterable<Message>);
}

/** Messages of a stream, one by one. */
export function reader<Message>(stream: EventEmitter): AsyncIterator<Message> {
  return (stream as unknown as Readable)[Symbol.asyncIterator]();
}
