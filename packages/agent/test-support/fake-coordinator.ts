/** A coordinator that does what a test says and nothing else, over real gRPC: sessions, telemetry and artifacts. */
import { createHash } from "node:crypto";
import * as grpc from "@grpc/grpc-js";
import {
  type AgentMessage__Output,
  type CoordinatorMessage,
  type DownloadResponse,
  encodeErrorDetails,
  errorDetailsKey,
  type TelemetryAck,
  type TelemetryBatch__Output,
  type UploadRequest__Output,
  v1,
} from "@troupe/proto";
import { Arrivals } from "./arrivals.ts";

export type AgentMessageOf<Kind extends keyof AgentMessage__Output> = NonNullable<AgentMessage__Output[Kind]>;

type SessionCall = grpc.ServerDuplexStream<AgentMessage__Output, CoordinatorMessage>;

export class FakeSession {
  readonly hello: AgentMessageOf<"hello">;
  readonly #call: SessionCall;
  readonly #arrived: Arrivals<AgentMessage__Output>;
  readonly authorization: string;
  /** Resolves when the agent's side is gone. */
  readonly closed: Promise<void>;

  constructor(call: SessionCall, hello: AgentMessageOf<"hello">, arrived: Arrivals<AgentMessage__Output>) {
    this.#call = call;
    this.hello = hello;
    this.authorization = String(call.metadata.get("authorization")[0] ?? "");
    this.#arrived = arrived;
    this.closed = new Promise((resolve) => {
      call.on("end", resolve);
      call.on("cancelled", resolve);
    });
  }

  send(message: CoordinatorMessage): void {
    this.#call.write(message);
  }

  welcome(welcome: NonNullable<CoordinatorMessage["welcome"]> = {}): this {
    this.send({ welcome: { clusterId: "c1", term: 1, beatIntervalMs: 60_000, ...welcome } });
    return this;
  }

  /** The next message of a kind that has not been taken yet, now or when it comes. */
  async next<Kind extends Exclude<keyof AgentMessage__Output, "message">>(kind: Kind): Promise<AgentMessageOf<Kind>> {
    const message = await this.#arrived.take((candidate) => candidate.message === kind);
    return message[kind] as AgentMessageOf<Kind>;
  }

  /** Messages of a kind that came and were not taken. */
  waiting(kind: Exclude<keyof AgentMessage__Output, "message">): number {
    return this.#arrived.count((candidate) => candidate.message === kind);
  }

  end(): void {
    this.#call.end();
  }
}

export class FakeTelemetry {
  readonly #call: grpc.ServerDuplexStream<TelemetryBatch__Output, TelemetryAck>;
  readonly #arrived: Arrivals<TelemetryBatch__Output>;

  constructor(
    call: grpc.ServerDuplexStream<TelemetryBatch__Output, TelemetryAck>,
    arrived: Arrivals<TelemetryBatch__Output>,
  ) {
    this.#call = call;
    this.#arrived = arrived;
  }

  next(): Promise<TelemetryBatch__Output> {
    return this.#arrived.take(() => true);
  }

  acknowledge(ack: TelemetryAck): void {
    this.#call.write(ack);
  }

  end(): void {
    this.#call.end();
  }
}

/** Without the prefix, by hex. */
export class FakeArchive {
  readonly objects = new Map<string, Buffer>();
  /** Bytes of each download that are sent before it breaks; empty: none breaks. */
  readonly breakDownloadsAfter: number[] = [];

  readonly #awaited = new Map<string, PromiseWithResolvers<Buffer>>();

  /** Resolves with the bytes once they are there. */
  async arrival(digest: string): Promise<Buffer> {
    const there = this.objects.get(digest);
    if (there !== undefined) return there;
    const awaited = this.#awaited.get(digest) ?? Promise.withResolvers<Buffer>();
    this.#awaited.set(digest, awaited);
    return awaited.promise;
  }

  put(bytes: Uint8Array): `sha256:${string}` {
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}` as const;
    this.objects.set(digest, Buffer.from(bytes));
    this.#awaited.get(digest)?.resolve(Buffer.from(bytes));
    return digest;
  }
}

export class FakeCoordinator {
  readonly archive = new FakeArchive();
  readonly downloads: { readonly digest: string; readonly offset: number }[] = [];
  /** Set: it does not lead, and says who does. */
  leader: string | null = null;
  readonly #server = new grpc.Server({ "grpc.enable_channelz": 0 });
  readonly #sessions = new Arrivals<FakeSession>();
  readonly #telemetry = new Arrivals<FakeTelemetry>();
  #port = 0;

  /** With the port of an earlier one, it takes its place. */
  static async start(port = 0): Promise<FakeCoordinator> {
    const fake = new FakeCoordinator();
    fake.#serve();
    fake.#port = await new Promise((resolve, reject) => {
      fake.#server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    return fake;
  }

  get port(): number {
    return this.#port;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** The next agent that says hello. */
  session(): Promise<FakeSession> {
    return this.#sessions.take(() => true);
  }

  telemetry(): Promise<FakeTelemetry> {
    return this.#telemetry.take(() => true);
  }

  /** As if it was killed. */
  stop(): void {
    this.#server.forceShutdown();
  }

  #serve(): void {
    this.#server.addService(v1.SessionService.service, {
      Session: (call: SessionCall) => this.#session(call),
      Telemetry: (call: grpc.ServerDuplexStream<TelemetryBatch__Output, TelemetryAck>) => {
        const arrived = new Arrivals<TelemetryBatch__Output>();
        call.on("data", (batch: TelemetryBatch__Output) => arrived.put(batch));
        call.on("error", () => undefined);
        call.on("end", () => call.end());
        this.#telemetry.put(new FakeTelemetry(call, arrived));
      },
    });
    this.#server.addService(v1.ArtifactService.service, {
      Stat: (call: grpc.ServerUnaryCall<{ digest: string }, { digest: string; size: number }>, done: Unary) => {
        const size = this.archive.objects.get(call.request.digest)?.length;
        if (size === undefined) done({ code: grpc.status.NOT_FOUND, details: "no such artifact" });
        else done(null, { digest: call.request.digest, size });
      },
      Upload: (call: grpc.ServerReadableStream<UploadRequest__Output, unknown>, done: Unary) => {
        const parts: Buffer[] = [];
        call.on("data", ({ data }: UploadRequest__Output) => parts.push(data));
        call.on("end", () => {
          const bytes = Buffer.concat(parts);
          done(null, { digest: this.archive.put(bytes), size: bytes.length });
        });
      },
      Download: (call: grpc.ServerWritableStream<{ digest: string; offset: number }, DownloadResponse>) =>
        this.#download(call),
    });
  }

  #session(call: SessionCall): void {
    if (this.leader !== null) return this.#refuse(call, this.leader);
    const arrived = new Arrivals<AgentMessage__Output>();
    call.on("data", (message: AgentMessage__Output) => {
      if (message.hello) this.#sessions.put(new FakeSession(call, message.hello, arrived));
      else for (const each of message.batch?.messages ?? [message]) arrived.put(each);
    });
    call.on("error", () => undefined);
    call.on("end", () => call.end());
  }

  #refuse(call: SessionCall, leader: string): void {
    const message = "another coordinator leads";
    const details = { reason: "NOT_LEADER", metadata: { leader }, violations: [], resource: null };
    const metadata = new grpc.Metadata();
    metadata.set(errorDetailsKey, encodeErrorDetails(grpc.status.UNAVAILABLE, message, details));
    call.emit("error", { code: grpc.status.UNAVAILABLE, details: message, metadata });
  }

  #download(call: grpc.ServerWritableStream<{ digest: string; offset: number }, DownloadResponse>): void {
    const { digest, offset } = call.request;
    this.downloads.push({ digest, offset });
    const bytes = this.archive.objects.get(digest);
    if (bytes === undefined)
      return void call.emit("error", { code: grpc.status.NOT_FOUND, details: "no such artifact" });
    const limit = this.archive.breakDownloadsAfter.shift();
    const rest = bytes.subarray(offset);
    call.write({ data: limit === undefined ? rest : rest.subarray(0, limit) });
    if (limit === undefined) call.end();
    else call.emit("error", { code: grpc.status.UNAVAILABLE, details: "gone" });
  }
}

type Unary = (error: { readonly code: number; readonly details: string } | null, response?: unknown) => void;
