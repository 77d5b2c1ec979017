/** Methods of the API as handlers of grpc-js. Whatever a method throws becomes a status; nothing is left unhandled. */
import type { Readable } from "node:stream";
import type * as grpc from "@grpc/grpc-js";
import type { MethodDefinition } from "@troupe/proto";
import type { Logger } from "pino";
import { nobodyInParticular } from "../../access/caller.ts";
import type { Tokens } from "../../access/tokens.ts";
import type { ApiMethod, ApiService } from "../../api/api.ts";
import type { CallContext } from "../../api/call-context.ts";
import { CallSignal, callerGone } from "../../api/call-signal.ts";
import { pump } from "../../api/pump.ts";
import { toRefusal } from "../../api/refusal.ts";
import { type GrpcStatus, toGrpcStatus } from "./grpc-status.ts";
import { IncomingMessages } from "./incoming-messages.ts";
import { received, tolerant } from "./received-message.ts";

export interface BindOptions {
  readonly tokens: Tokens;
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
    respond(call, callback, path, options, (context) => method(received(call.request, path), context));
  };
}

function clientStream(
  { path }: AnyMethod,
  method: ApiMethod,
  options: BindOptions,
): grpc.handleClientStreamingCall<unknown, unknown> {
  return (call, callback) => {
    respond(call, callback, path, options, (context) => method(messagesOf(call, path), context));
  };
}

function serverStream(
  { path }: AnyMethod,
  method: ApiMethod,
  options: BindOptions,
): grpc.handleServerStreamingCall<unknown, unknown> {
  return (call) => stream(call, options, path, "buffered", (context) => method(received(call.request, path), context));
}

function duplex(
  { path }: AnyMethod,
  method: ApiMethod,
  options: BindOptions,
): grpc.handleBidiStreamingCall<unknown, unknown> {
  return (call) => stream(call, options, path, "one by one", (context) => method(messagesOf(call, path), context));
}

/** What every kind of call has in common. */
interface AnyCall {
  readonly cancelled: boolean;
  readonly metadata: grpc.Metadata;
  once(event: "cancelled", listener: () => void): unknown;
}

function respond(
  call: AnyCall,
  callback: grpc.sendUnaryData<unknown>,
  path: string,
  options: BindOptions,
  answer: (context: CallContext) => unknown,
): void {
  // Calls that are under way when the server stops are waited for: only their callers can end them.
  const ending = signalOf(call);
  const run = async (): Promise<unknown> => answer(contextOf(call, ending, options.tokens));
  run().then(
    (response) => callback(null, response),
    (error) => callback(statusOf(call, error, path, options.log)),
  );
}

type WritableCall = grpc.ServerWritableStream<unknown, unknown> | grpc.ServerDuplexStream<unknown, unknown>;

function stream(
  call: WritableCall,
  { tokens, log, stopping, stallLimitMs }: BindOptions,
  path: string,
  pace: "buffered" | "one by one",
  items: (context: CallContext) => unknown,
): void {
  const ending = signalOf(call, stopping);
  const run = async (): Promise<void> => {
    await pump(
      items(contextOf(call, ending, tokens)) as AsyncIterable<unknown>,
      call,
      ending.signal,
      stallLimitMs,
      pace,
    );
    ending.signal.throwIfAborted();
  };
  // A stream that broke because the server stops says so, whatever the break looked like.
  const why = (error: unknown): unknown => (stopping.aborted ? stopping.reason : error);
  run()
    .then(
      () => call.end(),
      (error) => call.emit("error", statusOf(call, why(error), path, log)),
    )
    .finally(() => ending.done());
}

/** Of a call that is gone nobody gets the status, and how it broke is nobody's fault. */
function statusOf(call: AnyCall, error: unknown, path: string, log: Logger): GrpcStatus {
  return toGrpcStatus(toRefusal(call.cancelled ? callerGone() : error, path, log));
}

function signalOf(call: AnyCall, stopping?: AbortSignal): CallSignal {
  const ending = new CallSignal(stopping);
  call.once("cancelled", () => ending.callerGone());
  if (call.cancelled) ending.callerGone();
  return ending;
}

function contextOf(call: AnyCall, { signal }: CallSignal, tokens: Tokens): CallContext {
  const header = (name: string) => call.metadata.get(name).at(0)?.toString();
  return { signal, caller: tokens.callerBy(header("authorization")) ?? nobodyInParticular, header };
}

type ReadableCall = grpc.ServerReadableStream<unknown, unknown>;

async function* messagesOf(call: ReadableCall | WritableCall, path: string): AsyncGenerator<unknown> {
  for await (const message of new IncomingMessages(call as unknown as Readable)) yield received(message, path);
}
