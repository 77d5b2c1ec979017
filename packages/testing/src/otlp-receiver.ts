/**
 * An OTLP collector in this process, for tests of traces: HTTP with protobuf or JSON on one port, gRPC on another.
 *
 * ```ts
 * await using receiver = await OtlpReceiver.start();
 * process.env.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.httpUrl;
 * const spans = await receiver.until((spans) => spans.some(({ name }) => name === "RUN churn"));
 * expect(traceProblems(spans)).toEqual([]);
 * ```
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { type OtlpTraceService, serveOtlpTraces } from "./adapters/grpc/otlp-trace-service.ts";
import { type ReceivedSpan, receivedSpans } from "./otlp/received-span.ts";
import { decodeProtobuf, type OtlpRequest } from "./otlp/trace-messages.ts";
import { printTrace } from "./otlp/trace-tree.ts";

/** What the receiver does with a request: takes it, takes it in and never answers, or refuses it with an HTTP status. */
export type OtlpAnswer = "accept" | "never" | number;

export interface OtlpReceiverRequest {
  readonly protocol: "http/protobuf" | "http/json" | "grpc";
  readonly headers: Readonly<Record<string, string>>;
  readonly spans: number;
}

interface Waiter {
  readonly holds: (spans: readonly ReceivedSpan[]) => boolean;
  readonly resolve: (spans: readonly ReceivedSpan[]) => void;
}

const defaultTimeoutMs = 10_000;

export class OtlpReceiver implements AsyncDisposable {
  /** May be changed at any time. `never` is also what gRPC does with a status. */
  answer: OtlpAnswer = "accept";
  readonly #server: Server;
  readonly #spans: ReceivedSpan[] = [];
  readonly #requests: OtlpReceiverRequest[] = [];
  readonly #waiters = new Set<Waiter>();
  #grpc: OtlpTraceService | undefined;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
    });
  }

  static async start(answer: OtlpAnswer = "accept"): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    receiver.answer = answer;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    receiver.#server.once("error", reject).listen(0, "127.0.0.1", resolve);
    await promise;
    receiver.#grpc = await serveOtlpTraces((body, headers) => receiver.#takeGrpc(body, headers));
    return receiver;
  }

  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  get httpUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The same with OTEL_EXPORTER_OTLP_PROTOCOL=grpc. */
  get grpcUrl(): string {
    return `http://127.0.0.1:${this.#grpc?.port}`;
  }

  /** All that came, in order, doubles too. */
  get spans(): readonly ReceivedSpan[] {
    return this.#spans;
  }

  /** Those that were not accepted too. */
  get requests(): readonly OtlpReceiverRequest[] {
    return this.#requests;
  }

  /** Waits until what has come satisfies the predicate. Gives up after the timeout, showing what came. */
  async until(
    holds: (spans: readonly ReceivedSpan[]) => boolean,
    timeoutMs = defaultTimeoutMs,
  ): Promise<readonly ReceivedSpan[]> {
    if (holds(this.#spans)) return this.#spans;
    const { promise, resolve, reject } = Promise.withResolvers<readonly ReceivedSpan[]>();
    const waiter = { holds, resolve };
    this.#waiters.add(waiter);
    const timer = setTimeout(() => reject(new Error(this.#lack(timeoutMs))), timeoutMs);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    });
  }

  async close(): Promise<void> {
    this.#grpc?.close();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await buffer(request);
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    const isJson = request.headers["content-type"]?.startsWith("application/json") ?? false;
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    this.#take(
      isJson ? "http/json" : "http/protobuf",
      isJson ? JSON.parse(body.toString()) : decodeProtobuf(body),
      Object.fromEntries(headers),
    );
    if (this.answer === "never") return;
    const status = this.answer === "accept" ? 200 : this.answer;
    const type = isJson ? "application/json" : "application/x-protobuf";
    response.writeHead(status, { "content-type": type }).end(isJson ? "{}" : "");
  }

  #takeGrpc(body: Uint8Array, headers: Readonly<Record<string, string>>): boolean {
    this.#take("grpc", decodeProtobuf(body), headers);
    return this.answer === "accept";
  }

  #take(
    protocol: OtlpReceiverRequest["protocol"],
    request: OtlpRequest,
    headers: Readonly<Record<string, string>>,
  ): void {
    const spans = receivedSpans(request);
    this.#requests.push({ protocol, headers, spans: spans.length });
    if (this.answer === "accept") this.#spans.push(...spans);
    for (const waiter of this.#waiters) if (waiter.holds(this.#spans)) waiter.resolve(this.#spans);
  }

  #lack(timeoutMs: number): string {
    const came = `${this.#requests.length} requests brought ${this.#spans.length} spans`;
    return `not what the test waits for after ${timeoutMs} ms; ${came}:\n${printTrace(this.#spans)}`;
  }
}
