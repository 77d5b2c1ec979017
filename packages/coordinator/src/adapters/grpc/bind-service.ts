/** Methods of the API as handlers of grpc-js. Whatever a method throws becomes a status; nothing is left unhandled. */
import type { Readable } from "node:stream";
import type * as grpc from "@grpc/grpc-js";
import { TroupeError } from "@troupe/core";
import type { MethodDefinition } from "@troupe/proto";
import type { Logger } from "pino";
import type { ApiMethod, ApiService } from "../../api/api.ts";
import type { CallContext } from "../../api/call-context.ts";
import { pump } from "../../api/pump.ts";
import { toRefusal } from "../../api/refusal.ts";
import { type GrpcStatus, toGrpcStatus } from "./grpc-status.ts";
import { received, tolerant } from "./received-message.ts";

export interface BindOptions {
  readonly log: Logger;
  /** Aborted when the server stops: long streams end, and their clients go on elsewhere. */
  readonly stopping: AbortSignal;
  /** How long a stream waits for a reader that takes nothing. */
  readonly stallLimitMs: number;
}

export function bindService(
  { definition, methods }: ApiService,
  options: BindOptions,
): { definition: grpc.ServiceDefinition; handlers: grpc.UntypedServiceImplementation } {
  const handlers = Object.entries(definition).map(([name, method]) => {
    const call = methods[name];
    if (call === undefined) throw new TypeError(`${method.path} is not implemented`);
    return [name, toHandler(method, call, options)] as const;
  });
  return { definition: tolerant(definition) as grpc.ServiceDefinition, handlers: Object.fromEntries(handlers) };
}

type AnyMethod = MethodDefinition<object, object>;

function toHandler(method: AnyMethod, call: ApiMethod, options: BindOptions): grpc.UntypedHandleCall {
  if (method.responseStream)
    return method.requestStream ? duplex(method, call, options) : serverStream(method, call, options);
  return method.requestStream ? clientStream(method, call, options) : unary(method, call, options);
}

function unary({ path }: AnyMethod, method: ApiMethod, options: BindOptions): grpc.handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    respond(callback, path, options, async () => method(received(call.request, path), contextOf(call, options)));
  };
}

function clientStream(
  { path }: AnyMethod,
  method: ApiMethod,
  options: BindOptions,
): grpc.handleClientStreamingCall<unknown, unknown> {
  return (call, callback) => {
    respond(callback, path, options, async () => method(messagesOf(call, path), contextOf(call, options)));
  };
}

function serverStream(
  { path }: AnyMethod,
  method: ApiMethod,
  options: BindOptions,
): grpc.handleServerStreamingCall<unknown, unknown> {
  return (call) => stream(call, options, path, (context) => method(received(call.request, path), context));
}

function duplex(
  { path }: AnyMethod,
  method: ApiMethod,
  options: BindOptions,
): grpc.handleBidiStreamingCall<unknown, unknown> {
  return (call) => stream(call, options, path, (context) => method(messagesOf(call, path), context));
}

function respond(
  callback: grpc.sendUnaryData<unknown>,
  path: string,
  { log }: BindOptions,
  answer: () => Promise<unknown>,
): void {
  answer().then(
    (response) => callback(null, response),
    (error) => callback(toGrpcStatus(toRefusal(error, path, log))),
  );
}

type WritableCall = grpc.ServerWritableStream<unknown, unknown> | grpc.ServerDuplexStream<unknown, unknown>;

function stream(
  call: WritableCall,
  options: BindOptions,
  path: string,
  items: (context: CallContext) => unknown,
): void {
  const context = contextOf(call, options);
  const run = async (): Promise<void> => {
    await pump(items(context) as AsyncIterable<unknown>, call, context.signal, options.stallLimitMs);
    context.signal.throwIfAborted();
  };
  run().then(
    () => call.end(),
    (error) => fail(call, streamStatus(error, path, options)),
  );
}

/** A stream that broke because the server stops says so, whatever the break looked like. */
function streamStatus(error: unknown, path: string, { log, stopping }: BindOptions): GrpcStatus {
  return toGrpcStatus(toRefusal(stopping.aborted ? stopping.reason : error, path, log));
}

function fail(call: WritableCall, status: GrpcStatus): void {
  // On a call that is gone nobody would get it; grpc-js has told the client, or the client has left.
  if (!call.cancelled) call.emit("error", status);
}

/** What every kind of call has in common. */
interface AnyCall {
  readonly cancelled: boolean;
  readonly metadata: grpc.Metadata;
  once(event: "cancelled", listener: () => void): unknown;
}

function contextOf(call: AnyCall, { stopping }: BindOptions): CallContext {
  const gone = new AbortController();
  call.once("cancelled", () => gone.abort(callGone()));
  if (call.cancelled) gone.abort(callGone());
  return {
    signal: AbortSignal.any([gone.signal, stopping]),
    header: (name) => call.metadata.get(name).at(0)?.toString(),
  };
}

type ReadableCall = grpc.ServerReadableStream<unknown, unknown>;

async function* messagesOf(call: ReadableCall | WritableCall, path: string): AsyncGenerator<unknown> {
  // SAFETY: without destroyOnReturn the end of the requests would destroy the call, and with it the answer.
  const messages = (call as unknown as Readable).iterator({ destroyOnReturn: false });
  for await (const message of messages) yield received(message, path);
}

function callGone(): TroupeError {
  return new TroupeError("the call was cancelled, or its deadline has passed", {
    code: "CANCELLED",
    reaction: "reject",
  });
}
