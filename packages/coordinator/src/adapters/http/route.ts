/** A method of the API as it is called from a browser: its messages as JSON, and its streams with the ids that resume them. */
import { TroupeError } from "@troupe/core";
import type { MethodDefinition } from "@troupe/proto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { ApiMethod, ApiService } from "../../api/api.ts";
import type { CallContext } from "../../api/call-context.ts";
import { CallSignal } from "../../api/call-signal.ts";
import { toRefusal } from "../../api/refusal.ts";
import { RequestCheck } from "../../api/request-check.ts";
import { callerOf } from "./caller-of.ts";
import { jsonToMessage } from "./json-to-message.ts";
import { type MessageShape, shapeOf } from "./message-shape.ts";
import { messageToJson } from "./message-to-json.ts";
import { resumeAfter, resumptions } from "./resume.ts";

export interface Route {
  readonly name: string;
  /** "/troupe.v1.RunService/GetRun". */
  readonly path: string;
  readonly call: ApiMethod;
  readonly definition: MethodDefinition<object, object>;
  readonly request: MessageShape;
  readonly response: MessageShape;
}

export type Message = Readonly<Record<string, unknown>>;

/** One message of a stream. */
export interface Streamed {
  /** Where to go on after it; undefined where the last one still holds. */
  readonly id: string | undefined;
  /** The message. */
  readonly json: string;
}

export function routesOf(services: readonly ApiService[]): readonly Route[] {
  return services.flatMap(({ definition, methods }) =>
    Object.entries(definition).map(([name, method]) => {
      const call = methods[name];
      if (call === undefined) throw new TypeError(`${method.path} is not implemented`);
      const { path, requestType, responseType } = method;
      const shapes = { request: shapeOf(requestType.type), response: shapeOf(responseType.type) };
      return { name, path, call, definition: method, ...shapes };
    }),
  );
}

/** Throws INVALID_ARGUMENT that names each field that is wrong. */
export function readRequest(route: Route, json: unknown): Message {
  const check = new RequestCheck();
  const read = jsonToMessage(check, route.request, json);
  check.done();
  return normalize(route, read);
}

export async function callUnary(route: Route, request: Message, context: CallContext): Promise<unknown> {
  return toJson(route, (await route.call(request, context)) as object);
}

/** The request as it goes on after the message with that id, where it can be resumed. */
export function resumed(route: Route, request: Message, lastId: string | undefined): Message {
  const resumption = resumptions[route.name];
  return resumption === undefined || !lastId ? request : resumeAfter(resumption, request, lastId);
}

export async function* callStream(route: Route, request: Message, context: CallContext): AsyncGenerator<Streamed> {
  const id = resumptions[route.name]?.ids(request);
  for await (const item of route.call(request, context) as AsyncIterable<object>)
    yield { id: id?.(item as never), json: jsonOf(route, item) };
}

/** What went wrong with a call whose answer has begun, as JSON. */
export function failureOf(error: unknown, path: string, log: Logger): object {
  const { status, message, details } = toRefusal(error, path, log);
  const { reason, ...rest } = details;
  return { code: reason, status, message, details: rest };
}

export function isForLeader(error: unknown): boolean {
  return error instanceof TroupeError && error.code === "NOT_LEADER";
}

/** Its signal ends with the caller, and when the coordinator stops. */
export function contextOf(request: FastifyRequest, reply: FastifyReply, stopping: AbortSignal): CallContext {
  const ending = new CallSignal(stopping);
  // Comes in any case: after the answer, or when the caller goes away before it.
  reply.raw.once("close", () => ending.callerGone());
  return { signal: ending.signal, caller: callerOf(request), header: (name) => request.headers[name]?.toString() };
}

export function needsGrpc(path: string): TroupeError {
  return new TroupeError(`${path} streams its requests, which browsers cannot: call it over gRPC`, {
    code: "METHOD_NEEDS_GRPC",
    reaction: "reject",
  });
}

/** As if it had come over the wire: every field is there, with its default. */
function normalize({ definition }: Route, message: Message): Message {
  return definition.requestDeserialize(definition.requestSerialize(message)) as Message;
}

export function toJson({ definition, response }: Route, message: object): unknown {
  return messageToJson(response, definition.responseDeserialize(definition.responseSerialize(message)) as Message);
}

/** Many read the same message: it becomes text once. */
const texts = new WeakMap<object, string>();

function jsonOf(route: Route, message: object): string {
  const known = texts.get(message);
  if (known !== undefined) return known;
  const text = JSON.stringify(toJson(route, message));
  texts.set(message, text);
  return text;
}
