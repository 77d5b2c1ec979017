/**
 * Who may use the gateway. Any page on the web can make a browser send requests to localhost, so that listening on
 * loopback protects nothing by itself: the host must be ours (or a name that somebody rebinds could be used to read), the
 * page that asks must be ours, and it must know the token.
 */
import { hostname, networkInterfaces } from "node:os";
import { TroupeError } from "@troupe/core";
import type { FastifyRequest } from "fastify";
import type { Caller } from "../../access/caller.ts";
import type { Tokens } from "../../access/tokens.ts";
import { unauthenticated } from "../../access/unauthenticated.ts";
import { type Endpoint, formatEndpoint } from "../../endpoint/endpoint.ts";

export class Guard {
  readonly #hosts: ReadonlySet<string>;
  readonly #cookie: string;
  readonly #tokens: Tokens;
  readonly #scheme: "http" | "https";

  constructor(endpoint: Endpoint, tokens: Tokens, scheme: "http" | "https" = "http") {
    this.#scheme = scheme;
    this.#hosts = new Set(namesOf(endpoint.host).map((host) => formatEndpoint({ host, port: endpoint.port })));
    // Cookies know no ports: two coordinators on one machine must not overwrite each other's.
    this.#cookie = `troupe_${endpoint.port}`;
    this.#tokens = tokens;
  }

  /** Throws FOREIGN_HOST. */
  checkHost({ headers }: FastifyRequest): void {
    if (this.#hosts.has((headers.host ?? "").toLowerCase())) return;
    throw new TroupeError(
      `this coordinator is not called ${JSON.stringify(headers.host ?? "")}. It is ${[...this.#hosts].join(" or ")}.`,
      { code: "FOREIGN_HOST", reaction: "reject" },
    );
  }

  /** Throws FOREIGN_ORIGIN for what a page of another origin asks. Programs that are no browsers send neither header. */
  checkOrigin({ headers }: FastifyRequest): void {
    const { origin, "sec-fetch-site": site } = headers;
    const isOurs = origin === undefined || origin.toLowerCase() === `${this.#scheme}://${headers.host?.toLowerCase()}`;
    // Pages on other ports of localhost are "same-site", and cookies do go there.
    if (isOurs && (site === undefined || site === "same-origin" || site === "none")) return;
    throw new TroupeError(`pages of ${origin ?? "another origin"} may not call this coordinator.`, {
      code: "FOREIGN_ORIGIN",
      reaction: "reject",
    });
  }

  /** Throws WRONG_CONTENT_TYPE: a form can post from any page, but not with this type. */
  checkContentType({ method, headers }: FastifyRequest): void {
    if (method === "GET" || /^application\/json\s*(?:;|$)/i.test(headers["content-type"] ?? "")) return;
    throw new TroupeError("send the request as content-type: application/json", {
      code: "WRONG_CONTENT_TYPE",
      reaction: "reject",
    });
  }

  /** Throws UNAUTHENTICATED. */
  checkToken({ headers }: FastifyRequest): Caller {
    const caller = this.#tokens.callerBy(headers.authorization) ?? this.signedIn(headers.cookie);
    if (caller === undefined) throw unauthenticated();
    return caller;
  }

  /** By the cookie that a browser was given for its token. */
  signedIn(cookies: string | undefined): Caller | undefined {
    const prefix = `${this.#cookie}=`;
    return (cookies ?? "")
      .split(";")
      .map((cookie) => cookie.trim())
      .filter((cookie) => cookie.startsWith(prefix))
      .map((cookie) => this.#tokens.callerOf(cookie.slice(prefix.length)))
      .find((caller) => caller !== undefined);
  }

  /** Undefined if the token is none of ours. */
  cookieFor(token: string): string | undefined {
    const secure = this.#scheme === "https" ? "; Secure" : "";
    return this.#tokens.callerOf(token) !== undefined
      ? `${this.#cookie}=${token}; Path=/; HttpOnly; SameSite=Strict${secure}`
      : undefined;
  }
}

const wildcards: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/** What a browser may call this machine to reach that address. */
function namesOf(host: string): readonly string[] {
  const local = ["localhost", "127.0.0.1", "::1"];
  if (!wildcards.has(host)) return [host.toLowerCase(), ...local];
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  return [hostname().toLowerCase(), ...local, ...addresses.map(({ address }) => address.toLowerCase())];
}
