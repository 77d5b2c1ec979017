/** A route for each method: POST with a JSON body; streams also by GET, as EventSource cannot post. */
import type { DownloadResponse, ReadLogsRequest__Output } from "@troupe/proto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { parseJson } from "../../api/parse-json.ts";
import { isRelayed } from "../../api/relayed.ts";
import { RequestCheck } from "../../api/request-check.ts";
import type { HandOn } from "../../ports/ask-leader.ts";
import { type ByteFormat, sendBytes, sendEvents } from "./call-stream.ts";
import { checkLogFormat, logFormat, logHeads } from "./log-bytes.ts";
import type { OpenStreams } from "./open-streams.ts";
import {
  callStream,
  callUnary,
  contextOf,
  failureOf,
  isForLeader,
  type Message,
  needsGrpc,
  type Route,
  readRequest,
  resumed,
  toJson,
} from "./route.ts";

export interface MethodOptions {
  readonly log: Logger;
  readonly stopping: AbortSignal;
  readonly stallLimitMs: number;
  readonly open: OpenStreams;
  readonly handOn?: HandOn;
}

export function addMethods(app: FastifyInstance, routes: readonly Route[], options: MethodOptions): void {
  for (const route of routes) addRoute(app, route, options);
}

function addRoute(app: FastifyInstance, route: Route, options: MethodOptions): void {
  const { path, definition } = route;
  if (definition.requestStream) {
    app.post(path, async () => {
      throw needsGrpc(path);
    });
    return;
  }
  if (!definition.responseStream) {
    app.post(path, (request, reply) => answer(route, request, reply, options));
    return;
  }
  const stream = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    using _place = options.open.take(1);
    await sendStream(route, request, reply, options);
    return reply;
  };
  app.post(path, stream);
  app.get(path, stream);
}

async function answer(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  { stopping, handOn }: MethodOptions,
): Promise<FastifyReply> {
  const context = contextOf(request, reply, stopping);
  const message = readMessage(route, request);
  try {
    return reply.send(await callUnary(route, message, context));
  } catch (error) {
    // A browser cannot go to the leader by itself: it is signed in here.
    const answer =
      isForLeader(error) && !isRelayed(context) ? await handOn?.(route.definition, message, context.caller) : undefined;
    if (answer === undefined) throw error;
    return reply.send(toJson(route, answer));
  }
}

async function sendStream(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  { log, stopping, stallLimitMs }: MethodOptions,
): Promise<void> {
  const context = contextOf(request, reply, stopping);
  const { signal } = context;
  const message = resumed(route, readMessage(route, request), context.header("last-event-id"));
  const bytes = byteFormat(route, request, message);
  if (bytes !== undefined) {
    const items = route.call(message, context) as AsyncIterable<object>;
    return sendBytes(reply, { items, signal, stallLimitMs }, bytes);
  }
  const items = callStream(route, message, context);
  return sendEvents(reply, { items, signal, stallLimitMs }, (error) => failureOf(error, route.path, log));
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

/** The body, or for GET the parameter `message`; none means an empty one. */
function readMessage(route: Route, request: FastifyRequest): Message {
  const { message } = request.query as { readonly message?: unknown };
  // A parameter that is given twice comes as a list, which is no JSON text.
  return readRequest(route, readBody(request.method === "GET" ? message : request.body));
}

/** Throws INVALID_ARGUMENT that says where it is no JSON. */
export function readBody(text: unknown): unknown {
  const parsed = parseJson(text === undefined || text === "" ? "{}" : String(text));
  if ("value" in parsed) return parsed.value;
  const check = new RequestCheck();
  check.refuse("the request", parsed.problem, "Send one JSON object.");
  check.done();
  return undefined;
}
