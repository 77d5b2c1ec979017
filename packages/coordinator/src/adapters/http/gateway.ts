/** The API for browsers: the methods of the gRPC API as JSON, their streams as server-sent events; and the console, which uses it. */
import { setTimeout as delay } from "node:timers/promises";
import { TroupeError } from "@troupe/core";
import type { LeaderInfo } from "@troupe/engine";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import type { Logger } from "pino";
import type { Access } from "../../access/access.ts";
import type { Tls } from "../../access/tls.ts";
import type { ApiService } from "../../api/api.ts";
import { toRefusal } from "../../api/refusal.ts";
import { statuses } from "../../api/status.ts";
import { type Endpoint, formatEndpoint, isLoopback } from "../../endpoint/endpoint.ts";
import { refuseExposure } from "../../endpoint/exposure.ts";
import { type ListenSetting, listen } from "../../endpoint/listen.ts";
import type { HandOn } from "../../ports/ask-leader.ts";
import { type FindLeader, leaderDetails } from "../../role/point-to-leader.ts";
import { noteCaller } from "./caller-of.ts";
import { Guard } from "./guard.ts";
import { addHooks, type HookOptions, hookBodyBytes, hooksPath } from "./hooks.ts";
import { addMethods } from "./methods.ts";
import { OpenStreams } from "./open-streams.ts";
import { routesOf } from "./route.ts";
import { addSite, routeNotFound } from "./site.ts";
import { addStreams } from "./streams.ts";

export interface GatewayOptions {
  readonly services: readonly ApiService[];
  readonly endpoint: Endpoint;
  /** The folder of the console, as its build has made it; it need not be there. */
  readonly site: string;
  /** Shown to browsers while it is not. */
  readonly grpcAddress: string;
  readonly access: Access;
  /** Null or absent: nothing is encrypted. It asks nobody for a certificate: what opens it is the token. */
  readonly tls?: Pick<Tls, "cert" | "key"> | null;
  readonly log: Logger;
  /** In the text format of Prometheus. */
  readonly metrics: () => Promise<string>;
  /** Why this coordinator serves no work at the moment; undefined while it does. */
  readonly unready: () => string | undefined;
  /** Whether it leads, in words. */
  readonly standing?: () => string;
  /** Where those go whose streams end because this server stops. */
  readonly findLeader?: FindLeader;
  readonly stallLimitMs?: number;
  /** Absent: what only the leader may do is refused, and says where that is. */
  readonly handOn?: HandOn;
  /** Absent: no deliveries are taken. */
  readonly hooks?: HookOptions;
}

export interface Gateway {
  readonly endpoint: Endpoint;
  /** "http://127.0.0.1:7421/". */
  readonly url: string;
  /** Idempotent. */
  stop(): Promise<void>;
}

export const httpListenSetting: ListenSetting = { flag: "--http", variable: "TROUPE_HTTP_ADDRESS" };

const limits = {
  bodyBytes: 8 * 1024 * 1024,
  connections: 512,
  requestMs: 30_000,
  stallMs: 30_000,
  /** That stream, at once. */
  responses: 256,
  /** In those of them that hold several. */
  streams: 4096,
  shutdownMs: 3000,
} as const;

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { endpoint, access } = options;
  refuseExposure(endpoint, access.required, httpListenSetting);
  const stopping = new AbortController();
  const scheme = options.tls ? "https" : "http";
  const app = openApp(options.tls ?? null);
  // The guard needs the port, which is known once it is bound; nothing is answered before it is there.
  const gate: { guard?: Guard } = {};
  addErrors(app, options.log);
  addChecks(app, () => gate.guard ?? notYet());
  addApi(app, options, stopping.signal);
  addProbes(app, options);
  if (options.hooks !== undefined) addHooks(app, options.hooks);
  const url = (): string => `${scheme}://${formatEndpoint(bound)}/`;
  const addresses = () => ({ grpcAddress: options.grpcAddress, httpUrl: url() });
  addSite(app, { folder: options.site, guard: () => gate.guard ?? notYet(), addresses });
  await app.ready();
  app.server.maxConnections = limits.connections;
  const bound = await listen(app.server, endpoint, httpListenSetting);
  gate.guard = new Guard(bound, access.tokens, scheme);
  let stopped: Promise<void> | undefined;
  return { endpoint: bound, url: url(), stop: () => (stopped ??= stop(app, stopping, options.findLeader?.())) };
}

function openApp(tls: Pick<Tls, "cert" | "key"> | null): FastifyInstance {
  const common = { bodyLimit: limits.bodyBytes, requestTimeout: limits.requestMs, logger: false } as const;
  if (tls === null) return fastify(common);
  const { cert, key } = tls;
  // Of both kinds of server only what they have in common is used here.
  return fastify({ ...common, https: { cert, key } }) as unknown as FastifyInstance;
}

async function stop(app: FastifyInstance, stopping: AbortController, leader: LeaderInfo | undefined): Promise<void> {
  const details = leaderDetails(leader);
  const why = new TroupeError("this coordinator is stopping", {
    code: "COORDINATOR_STOPPING",
    reaction: "retry",
    details,
  });
  stopping.abort(why);
  const closed = app.close();
  app.server.closeIdleConnections();
  await Promise.race([closed, delay(limits.shutdownMs, undefined, { ref: false })]);
  app.server.closeAllConnections();
  await closed;
}

function notYet(): never {
  throw new TroupeError("this coordinator is still starting", { code: "COORDINATOR_STARTING", reaction: "retry" });
}

function addErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = toRefusal(translate(error, request), request.url.split("?")[0] ?? "", log);
    const { reason, ...details } = refusal.details;
    reply
      .code(statuses[refusal.status].http)
      .send({ code: reason, status: refusal.status, message: refusal.message, details });
  });
  app.setNotFoundHandler((request) => {
    throw routeNotFound(request);
  });
}

/** What fastify itself refuses. */
function translate(error: unknown, { routeOptions }: FastifyRequest): unknown {
  if ((error as { readonly code?: unknown } | null)?.code !== "FST_ERR_CTP_BODY_TOO_LARGE") return error;
  const most = routeOptions.url?.startsWith(hooksPath) === true ? hookBodyBytes : limits.bodyBytes;
  return new TroupeError(`the request is larger than ${most} bytes`, {
    code: "MESSAGE_TOO_LARGE",
    reaction: "reject",
    cause: error,
  });
}

const probes: ReadonlySet<string> = new Set(["/livez", "/readyz"]);

/** Before any body is read. Probes answer to whatever name an orchestrator uses, as they tell nothing. */
function addChecks(app: FastifyInstance, guard: () => Guard): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    });
    // What names it is for whoever has signed it to know; no page of a browser may send it.
    if (request.routeOptions.url?.startsWith(hooksPath) === true) return guard().checkOrigin(request);
    if (!probes.has(request.routeOptions.url ?? "")) guard().checkHost(request);
    if (request.routeOptions.url?.startsWith("/troupe.") !== true) return;
    guard().checkOrigin(request);
    guard().checkContentType(request);
    noteCaller(request, guard().checkToken(request));
  });
}

function addApi(
  app: FastifyInstance,
  { services, log, handOn, stallLimitMs = limits.stallMs }: GatewayOptions,
  stopping: AbortSignal,
): void {
  // Bodies are parsed by us, to say where one breaks.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
  const routes = routesOf(services);
  const common = { log, stopping, stallLimitMs, open: new OpenStreams(limits.responses) };
  addMethods(app, routes, { ...common, ...(handOn && { handOn }) });
  addStreams(app, routes, { ...common, openInside: new OpenStreams(limits.streams) });
}

function addProbes(app: FastifyInstance, { endpoint, metrics, unready, standing, access }: GatewayOptions): void {
  const ok = () => (standing === undefined ? "ok\n" : `ok\n${standing()}\n`);
  app.get("/livez", async () => ok());
  app.get("/readyz", async (_request, reply) => {
    const why = unready();
    if (why === undefined) return ok();
    return reply.code(503).send(`${why}\n`);
  });
  app.get("/metrics", async ({ headers }: FastifyRequest, reply: FastifyReply) => {
    // A scraper on this machine needs no token; from elsewhere it sends the one of the token file.
    const isOpen = isLoopback(endpoint.host) || access.tokens.callerBy(headers.authorization) !== undefined;
    if (!isOpen) return reply.code(401).send("send the token: authorization: Bearer …\n");
    return reply.type("text/plain; version=0.0.4").send(await metrics());
  });
}
