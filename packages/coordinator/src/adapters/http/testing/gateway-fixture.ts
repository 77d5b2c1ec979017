/** A gateway on a free port in front of a fake engine, and a client that sends exactly the headers that it is told. */
import http from "node:http";
import { MemoryArchive, VirtualClock } from "@troupe/engine/adapters";
import { type Access, openAccess } from "../../../access/access.ts";
import { type ApiParts, createApi } from "../../../api/api.ts";
import { fakeCluster } from "../../../api/testing/fake-cluster.ts";
import { FakeEngine } from "../../../api/testing/fake-engine.ts";
import { formatEndpoint } from "../../../endpoint/endpoint.ts";
import { memoryLog } from "../../grpc/testing/grpc-fixture.ts";
import { type Gateway, type GatewayOptions, startGateway } from "../gateway.ts";

export interface GatewayFixture {
  readonly engine: FakeEngine;
  readonly archive: MemoryArchive;
  readonly gateway: Gateway;
  readonly access: Access;
  readonly host: string;
  readonly log: readonly Record<string, unknown>[];
  /** With host, content type and token as they should be; a header that is given wins, null leaves it out. */
  send(path: string, options?: SendOptions): Promise<Answer>;
  /** The same, answered as soon as the head is there. */
  open(path: string, options?: SendOptions): Promise<http.IncomingMessage>;
  call(method: string, message?: unknown, options?: SendOptions): Promise<Answer>;
}

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; throws if it is none. */
  json(): Record<string, never> & { code?: string; message?: string; details?: { violations: { field: string }[] } };
}

export async function startGatewayFixture(
  answers: ConstructorParameters<typeof FakeEngine>[0] = {},
  {
    cluster = fakeCluster(),
    askLeader = async () => undefined,
    clock = new VirtualClock(),
    ...options
  }: Partial<GatewayOptions & Pick<ApiParts, "cluster" | "askLeader" | "clock">> = {},
): Promise<GatewayFixture> {
  const engine = new FakeEngine(answers);
  const archive = new MemoryArchive();
  const access = options.access ?? (await openAccess(null));
  const { log, lines } = memoryLog();
  const gateway = await startGateway({
    services: createApi({ faces: engine, archive, cluster, askLeader, clock }),
    endpoint: { host: "127.0.0.1", port: 0 },
    site: "/nowhere",
    grpcAddress: "127.0.0.1:7420",
    access,
    log,
    metrics: async () => "troupe_up 1\n",
    unready: () => undefined,
    ...options,
  });
  const host = formatEndpoint({ host: "127.0.0.1", port: gateway.endpoint.port });
  const open = (path: string, { method = "GET", headers = {}, body }: SendOptions = {}) =>
    request(gateway.endpoint.port, path, method, withStandards(headers, host, access, body), body);
  const send = async (path: string, sent?: SendOptions) => read(await open(path, sent));
  const call = (name: string, message: unknown = {}, sent: SendOptions = {}) =>
    send(`/troupe.v1.${name}`, { method: "POST", body: JSON.stringify(message), ...sent });
  return { engine, archive, gateway, access, host, log: lines, open, send, call };
}

function withStandards(
  headers: Readonly<Record<string, string | null>>,
  host: string,
  access: Access,
  body: string | undefined,
): Record<string, string> {
  const standards = {
    host,
    authorization: `Bearer ${access.token}`,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  const all = Object.entries({ ...standards, ...headers });
  return Object.fromEntries(all.filter((header): header is [string, string] => header[1] !== null));
}

function request(
  port: number,
  path: string,
  method: string,
  headers: Record<string, string>,
  body: string | undefined,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http
      .request({ host: "127.0.0.1", port, path, method, headers, agent: false }, resolve)
      .once("error", reject)
      .end(body);
  });
}

async function read(response: http.IncomingMessage): Promise<Answer> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, text, json: () => JSON.parse(text) };
}

/** The events of a stream that has ended. */
export function eventsOf(text: string): readonly { type: string; id?: string; data: Record<string, never> }[] {
  return text
    .split("\n\n")
    .filter((block) => block.includes("data: "))
    .map((block) => {
      const fields = new Map(block.split("\n").map((line) => line.split(": ", 2) as [string, string]));
      const id = fields.get("id");
      const data = block.slice(block.indexOf("data: ") + 6);
      return { type: fields.get("event") ?? "message", ...(id === undefined ? {} : { id }), data: JSON.parse(data) };
    });
}
