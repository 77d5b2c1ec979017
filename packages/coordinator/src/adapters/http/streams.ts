/**
 * POST /troupe.v1/streams: any streams of the API in one response, because a browser opens six connections to an origin.
 * Each goes its own way: it fails, ends and is resumed by itself. What they all share is their reader: one that takes
 * nothing is cut off from all of them.
 */
import { isObject, type Json, TroupeError } from "@troupe/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { CallContext } from "../../api/call-context.ts";
import { pump } from "../../api/pump.ts";
import { RequestCheck, show } from "../../api/request-check.ts";
import { formatEvent, openEventStream } from "./event-stream.ts";
import { Gathered, Turns } from "./gathered.ts";
import { merge } from "./merge.ts";
import { type MethodOptions, readBody } from "./methods.ts";
import type { OpenStreams } from "./open-streams.ts";
import { callStream, contextOf, failureOf, type Route, readRequest, resumed, type Streamed } from "./route.ts";

const streamsPath = "/troupe.v1/streams";

/** In one request. */
const mostStreams = 64;
const longestId = 64;

export interface StreamsOptions extends MethodOptions {
  /** Of all requests together; `open` counts the requests. */
  readonly openInside: OpenStreams;
}

/** A stream as it was asked for. */
interface Asked {
  /** What the caller calls it. */
  readonly id: string;
  /** "troupe.v1.RunService/WatchRun". */
  readonly method: string;
  readonly request: Json;
  readonly lastEventId: string | undefined;
}

/** One event, as JSON. */
interface Told {
  readonly stream: string;
  readonly json: string;
  readonly isLast: boolean;
}

type Failing = (error: unknown, method: string) => object;

export function addStreams(app: FastifyInstance, routes: readonly Route[], options: StreamsOptions): void {
  const turns = new Turns();
  const streaming = new Map(
    routes
      .filter(({ name, definition }) => definition.responseStream && !definition.requestStream && name !== "Download")
      .map((route) => [route.path.slice(1), route]),
  );
  app.post(streamsPath, async (request, reply) => {
    const asked = readStreams(readBody(request.body));
    using _response = options.open.take(1);
    using _streams = options.openInside.take(asked.length);
    await sendStreams(asked, streaming, request, reply, { ...options, turns });
    return reply;
  });
}

async function sendStreams(
  asked: readonly Asked[],
  routes: ReadonlyMap<string, Route>,
  request: FastifyRequest,
  reply: FastifyReply,
  { log, stopping, stallLimitMs, turns }: StreamsOptions & { readonly turns: Turns },
): Promise<void> {
  const context = contextOf(request, reply, stopping);
  const { signal } = context;
  const failure: Failing = (error, method) => failureOf(error, method, log);
  const untold = new Set(asked.map(({ id }) => id));
  async function* events(): AsyncGenerator<string> {
    for await (const told of merge(
      asked.map((each) => follow(each, routes, context, failure)),
      signal,
    )) {
      yield formatEvent({ data: told.json });
      if (told.isLast) untold.delete(told.stream);
    }
  }
  reply.hijack();
  const quiet = openEventStream(reply);
  const gathered = new Gathered(reply.raw, turns);
  try {
    await pump(events(), gathered, signal, stallLimitMs);
    for (const stream of untold)
      gathered.write(formatEvent({ data: lastOf(stream, { failure: failure(signal.reason, streamsPath) }).json }));
    gathered.end();
  } catch {
    // Its reader takes nothing: there is nobody to tell.
    reply.raw.destroy();
  } finally {
    quiet();
    reply.raw.end();
  }
}

/** Never throws: what goes wrong with one stream is told to its reader, and the others go on. */
async function* follow(
  { id: stream, method, request, lastEventId }: Asked,
  routes: ReadonlyMap<string, Route>,
  context: CallContext,
  failure: Failing,
): AsyncGenerator<Told> {
  try {
    const route = routes.get(method);
    if (route === undefined) throw noSuchStream(method);
    const from = resumed(route, readRequest(route, request), lastEventId);
    for await (const each of callStream(route, from, context)) yield messageOf(stream, each);
    context.signal.throwIfAborted();
    yield lastOf(stream, { end: true });
  } catch (error) {
    yield lastOf(stream, { failure: failure(error, method) });
  }
}

/** Put together from the text that all who read the message share. */
function messageOf(stream: string, { id, json }: Streamed): Told {
  const head = JSON.stringify(id === undefined ? { stream } : { stream, id });
  return { stream, json: `${head.slice(0, -1)},"message":${json}}`, isLast: false };
}

function lastOf(stream: string, how: { readonly failure: object } | { readonly end: true }): Told {
  return { stream, json: JSON.stringify({ stream, ...how }), isLast: true };
}

/** Throws INVALID_ARGUMENT for what makes no list of streams; what is wrong with one stream only that stream is told. */
function readStreams(body: unknown): readonly Asked[] {
  const check = new RequestCheck();
  const list = isObject(body) ? body.streams : undefined;
  if (!Array.isArray(list) || list.length === 0 || list.length > mostStreams) {
    const found = Array.isArray(list) ? `has ${list.length} entries` : "is missing";
    check.refuse("streams", found, `Send a list of 1 to ${mostStreams} streams.`);
    check.done();
    return [];
  }
  const ids = new Set<string>();
  const asked = list.map((entry: unknown, index) => readStream(check, entry, `streams[${index}]`, ids));
  check.done();
  return asked;
}

function readStream(check: RequestCheck, entry: unknown, at: string, ids: Set<string>): Asked {
  const { id, method, request = {}, lastEventId, ...rest } = (isObject(entry) ? entry : {}) as Record<string, Json>;
  for (const key of Object.keys(rest))
    check.refuse(`${at}.${key}`, "is no field", "Known are: id, method, request, lastEventId.");
  if (typeof id !== "string" || id === "" || id.length > longestId)
    check.refuse(`${at}.id`, `is ${describe(id)}`, `Give a text of 1 to ${longestId} characters, chosen by you.`);
  else if (ids.has(id)) check.refuse(`${at}.id`, `${show(id)} is another stream's too`, "Give each its own.");
  else ids.add(id);
  if (typeof method !== "string")
    check.refuse(`${at}.method`, `is ${describe(method)}`, 'Name a method: "troupe.v1.RunService/WatchRun".');
  if (lastEventId !== undefined && typeof lastEventId !== "string")
    check.refuse(`${at}.lastEventId`, `is ${describe(lastEventId)}`, "Send the id of the last event, or none.");
  return { id: String(id), method: String(method), request, lastEventId: lastEventId as string | undefined };
}

function describe(value: Json | undefined): string {
  return value === undefined ? "missing" : show(JSON.stringify(value));
}

function noSuchStream(method: string): TroupeError {
  return new TroupeError(`${show(method)} is no method that streams its answers to browsers`, {
    code: "ROUTE_NOT_FOUND",
    reaction: "reject",
  });
}
