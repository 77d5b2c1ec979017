/**
 * The console: files of a folder, and its one page for every other address that a browser goes to, since the page finds
 * out by itself what to show there. The page is for who is signed in; its files are no secret.
 */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { TroupeError } from "@troupe/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Guard } from "./guard.ts";
import { type Addresses, comeAgainPage, notBuiltPage, plainPolicy, signInPage } from "./plain-page.ts";
import { openSiteFile } from "./site-files.ts";

export interface SiteOptions {
  /** What the build has made; it need not be there (yet). */
  readonly folder: string;
  readonly guard: () => Guard;
  readonly addresses: () => Addresses;
}

/** In the page: replaced in each answer, so that the styles of a report that it shows may be taken, and no others. */
const noncePlaceholder = "__CSP_NONCE__";

/** Nothing leaves this origin. Reports are shown in frames of their own, made of bytes that the page has. */
function policy(styles = ""): string {
  return [
    "default-src 'self'",
    `style-src 'self'${styles}`,
    "img-src 'self' blob: data:",
    "frame-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function addSite(app: FastifyInstance, options: SiteOptions): void {
  app.get("/*", (request, reply) => serve(request, reply, options));
}

export function routeNotFound({ method, url }: FastifyRequest): TroupeError {
  return new TroupeError(`nothing is served at ${method} ${url.split("?")[0]}`, {
    code: "ROUTE_NOT_FOUND",
    reaction: "reject",
  });
}

async function serve(request: FastifyRequest, reply: FastifyReply, options: SiteOptions): Promise<FastifyReply> {
  const path = request.url.split("?")[0]?.slice(1) ?? "";
  const accepts = request.headers["accept-encoding"]?.toString() ?? "";
  const file = path === "index.html" ? undefined : await openSiteFile(options.folder, path, accepts);
  if (file !== undefined) {
    const { handle, bytes, type, encoding, isImmutable } = file;
    reply.headers({
      "cache-control": isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
      "content-length": bytes,
      "content-security-policy": policy(),
      vary: "accept-encoding",
      ...(encoding === undefined ? {} : { "content-encoding": encoding }),
    });
    return reply.type(type).send(handle.createReadStream());
  }
  if (path.startsWith("troupe.") || !/\btext\/html\b/.test(request.headers.accept ?? "")) throw routeNotFound(request);
  return servePage(request, reply, options);
}

async function servePage(
  { headers, query, url }: FastifyRequest,
  reply: FastifyReply,
  { folder, guard, addresses }: SiteOptions,
): Promise<FastifyReply> {
  const { token } = query as { readonly token?: unknown };
  const cookie = typeof token === "string" ? guard().cookieFor(token) : undefined;
  // Away from the address with the token in it, which would stay in the history.
  if (cookie !== undefined) return reply.header("set-cookie", cookie).redirect(withoutToken(url), 303);
  reply.type("text/html; charset=utf-8").header("content-security-policy", plainPolicy);
  if (guard().signedIn(headers.cookie) === undefined) {
    return headers["sec-fetch-site"] === "cross-site"
      ? reply.send(comeAgainPage())
      : reply.code(401).send(signInPage());
  }
  const page = await readFile(join(folder, "index.html"), "utf8").catch(() => undefined);
  if (page === undefined) return reply.send(notBuiltPage(addresses()));
  const nonce = randomBytes(16).toString("base64");
  return reply
    .header("content-security-policy", policy(` 'nonce-${nonce}'`))
    .send(page.replaceAll(noncePlaceholder, nonce));
}

/** The same path here, whatever it looks like: "//elsewhere/" would be another host. */
function withoutToken(url: string): string {
  const [path = "", query = ""] = url.split("?");
  const kept = new URLSearchParams(query);
  kept.delete("token");
  const search = kept.size === 0 ? "" : `?${kept}`;
  return `/${path.replace(/^[/\\]+/, "")}${search}`;
}
