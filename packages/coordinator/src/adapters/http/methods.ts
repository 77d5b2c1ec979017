/** A route for each method: POST with a JSON body; streams also by GET, as EventSource cannot post. */
import { TroupeError } from "@troupe/core";
import type { DownloadResponse, MethodDefinition, ReadLogsRequest__Output } from "@troupe/proto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { ApiMethod, ApiService } from "../../api/api.ts";
import type { CallContext } from "../../api/call-context.ts";
import { CallSignal } from "../../api/call-signal.ts";
import { parseJson } from "../../api/parse-json.ts";
import { toRefusal } from "../../api/refusal.ts";
import { RequestCheck } from "../../api/request-check.ts";
import { type ByteFormat, type CallStream, sendBytes, sendEvents } from "./call-stream.ts";
import { jsonToMessage } from "./json-to-message.ts";
import { checkLogFormat, logFormat, logHeads } from "./log-bytes.ts";
import { type MessageShape, shapeOf } from "./message-shape.ts";
import { messageToJson } from "./message-to-json.ts";
import { resumeAfter, resumptions } from "./resume.ts";

export interface MethodOptions {
  readonly log: Logger;
  readonly stopping: AbortSignal;
  readonly stallLimitMs: number;
}

/** Streams that are open at once. */
const maxStreams = 256;

type Message = Readonly<Record<string, unknown>>;

interface Route {
  readonly name: string;
  readonly path: string;
  readonly call: ApiMethod;
  readonly definition: MethodDefinition<object, object>;
  readonly request: MessageShape;
  readonly response: MessageShape;
}

export function addMethods(app: FastifyInstance, services: readonly ApiService[], options: MethodOptions): void {
  // Bodies are parsed by us, to say where one breaks.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
  const open = { streams: 0 };
  for (const { definition, methods } of services) {
    for (const [name, method] of Object.entries(definition)) {
      const call = methods[name];
      if (call === undefined) throw new TypeError(`${method.path} is not implemented`);
      addRoute(app, toRoute(name, method, call), open, options);
    }
  }
}

function toRoute(name: string, definition: MethodDefinition<object, object>, call: ApiMethod): Route {
  const { path, requestType, responseType } = definition;
  return { name, path, call, definition, request: shapeOf(requestType.type), response: shapeOf(responseType.type) };
}

function addRoute(app: FastifyInstance, route: Route, open: { streams: number }, options: MethodOptions): void {
  const { path, definition } = route;
  if (definition.requestStream) {
    app.post(path, async () => needsGrpc(path));
    return;
  }
  if (!definition.responseStream) {
    app.post(path, (request, reply) => answer(route, request, reply, options));
    return;
  }
  const stream = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (open.streams >= maxStreams) throw tooManyStreams();
    open.streams++;
    try {
      await sendStream(route, request, reply, options);
    } finally {
      open.streams--;
    }
    return reply;
  };
  app.post(path, stream);
  app.get(path, stream);
}

async function answer(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  options: MethodOptions,
): Promise<FastifyReply> {
  const context = contextOf(request, reply, options.stopping);
  const response = await route.call(normalize(route, readMessage(route, request)), context);
  return reply.send(toJson(route, response as object));
}

async function sendStream(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  { log, stopping, stallLimitMs }: MethodOptions,
): Promise<void> {
  const context = contextOf(request, reply, stopping);
  const resumption = resumptions[route.name];
  const lastId = context.header("last-event-id");
  const asked = normalize(route, readMessage(route, request));
  const message = resumption === undefined || !lastId ? asked : resumeAfter(resumption, asked, lastId);
  const items = route.call(message, context) as AsyncIterable<object>;
  const stream: CallStream<object> = { items, signal: context.signal, stallLimitMs };
  const bytes = byteFormat(route, request, message);
  if (bytes !== undefined) return sendBytes(reply, stream, bytes);
  const id = resumption?.ids(message);
  return sendEvents(reply, stream, {
    data: (item) => toJson(route, item),
    id: (item) => id?.(item as never),
    failure(error) {
      const { status, message: text, details } = toRefusal(error, route.path, log);
      const { reason, ...rest } = details;
      return { code: reason, status, message: text, details: rest };
    },
  });
}

/** The body, or for GET the parameter `message`; none means an empty one. */
function readMessage(route: Route, request: FastifyRequest): Message {
  const { message } = request.query as { readonly message?: unknown };
  const text = request.method === "GET" ? message : request.body;
  const check = new RequestCheck();
  // A parameter that is given twice comes as a list, which is no JSON text.
  const parsed = parseJson(text === undefined || text === "" ? "{}" : String(text));
  if ("problem" in parsed) check.refuse("the request", parsed.problem, "Send one JSON object.");
  const read = "value" in parsed ? jsonToMessage(check, route.request, parsed.value) : {};
  check.done();
  return read;
}

/** As if it had come over the wire: every field is there, with its default. */
function normalize({ definition }: Route, message: Message): Message {
  return definition.requestDeserialize(definition.requestSerialize(message)) as Message;
}

function toJson({ definition, response }: Route, message: object): unknown {
  return messageToJson(response, definition.responseDeserialize(definition.responseSerialize(message)) as Message);
}

/** How a stream is told as bytes: a download always, logs where they are asked for so. */
function byteFormat(route: Route, request: FastifyRequest, message: Message): ByteFormat<object> | undefined {
  if (route.name === "Download")
    return { type: "application/octet-stream", data: (each) => (each as DownloadResponse).data as Uint8Array };
  if (route.name !== "ReadLogs") return undefined;
  const { accept } = request.query as { readonly accept?: unknown };
  const format = logFormat(request.headers.accept, accept);
  if (format === undefined) return undefined;
  checkLogFormat(format, message as unknown as ReadLogsRequest__Output);
  return {
    type: format.type,
    heads: logHeads,
    data: (each) => format.bytes(each, () => toJson(route, { ...each, data: Buffer.alloc(0) }) as object),
  };
}

function contextOf(request: FastifyRequest, reply: FastifyReply, stopping: AbortSignal): CallContext {
  const ending = new CallSignal(stopping);
  // Comes in any case: after the answer, or when the caller goes away before it.
  reply.raw.once("close", () => ending.callerGone());
  return { signal: ending.signal, header: (name) => request.headers[name]?.toString() };
}

function needsGrpc(path: string): never {
  throw new TroupeError(`${path} streams its requests, which browsers cannot: call it over gRPC`, {
    code: "METHOD_NEEDS_GRPC",
    reaction: "reject",
  });
}

function tooManyStreams(): TroupeError {
  return new TroupeError(`${maxStreams} streams are open already; close some`, {
    code: "TOO_MANY_STREAMS",
    reaction: "retry",
  });
}
