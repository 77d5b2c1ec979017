import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { collect } from "../../api/testing/collect.ts";
import { fakeRun } from "../../api/testing/fake-engine.ts";
import { type GatewayFixture, type SendOptions, startGatewayFixture } from "./testing/gateway-fixture.ts";

const script = "console.log('here');".repeat(100);
const page = '<meta nonce="__CSP_NONCE__"><script src="/assets/a-1.js"></script>';
const asksForPage = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

let site: string;
let fixture: GatewayFixture;
beforeEach(async () => {
  site = mkdtempSync(join(tmpdir(), "troupe-site-"));
  fixture = await startGatewayFixture({ runs: { get: async () => fakeRun() } }, { site });
});
afterEach(async () => {
  await fixture.gateway.stop();
  rmSync(site, { recursive: true });
});

function build(): void {
  mkdirSync(join(site, "assets"));
  writeFileSync(join(site, "index.html"), page);
  writeFileSync(join(site, "assets/a-1.js"), script);
  writeFileSync(join(site, "assets/a-1.js.br"), brotliCompressSync(script));
  writeFileSync(join(site, "favicon.svg"), "<svg/>");
  writeFileSync(join(site, "assets/.hidden.js"), "no");
  writeFileSync(join(site, "../outside.js"), "no");
}

/** As a browser that is signed in. */
async function browse(path: string, { headers = {} }: SendOptions = {}) {
  const [cookie = ""] = await signIn();
  return fixture.send(path, { headers: { ...asksForPage, authorization: null, cookie, ...headers } });
}

async function signIn(): Promise<readonly string[]> {
  const welcome = await fixture.send(`/?token=${fixture.access.token}`, {
    headers: { ...asksForPage, authorization: null },
  });
  return (welcome.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0] ?? "");
}

describe("signing in", () => {
  test("any address with the token signs a browser in, and the token leaves the address", async () => {
    const { send, call, access } = fixture;
    const welcome = await send(`/runs/01?tab=logs&token=${access.token}&task=a%5B0%5D`, {
      headers: { ...asksForPage, authorization: null },
    });
    expect(welcome.status).toBe(303);
    expect(welcome.headers.location).toBe("/runs/01?tab=logs&task=a%5B0%5D");
    const [cookie] = welcome.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^troupe_\d+=.+; Path=\/; HttpOnly; SameSite=Strict$/);
    const headers = { authorization: null, cookie: `other=1; ${cookie?.split(";")[0]}` };
    expect((await call("RunService/GetRun", { runId: "01" }, { headers })).status).toBe(200);
  });

  test("leads nowhere else", async () => {
    const { send, access } = fixture;
    for (const path of ["//evil.example/", "/\\evil.example/"]) {
      const welcome = await send(`${path}?token=${access.token}`, { headers: asksForPage });
      expect(welcome.headers.location).toBe("/evil.example/");
    }
  });

  test("who is not is told how", async () => {
    build();
    for (const path of ["/", "/runs/01", "/?token=wrong"]) {
      const answer = await fixture.send(path, { headers: { ...asksForPage, authorization: null } });
      expect(answer.status).toBe(401);
      expect(answer.headers["set-cookie"]).toBeUndefined();
      expect(answer.text).toContain("troupe console");
      expect(answer.headers["content-security-policy"]).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; base-uri/,
      );
    }
  });

  test("who comes from a page elsewhere, and so without a cookie, comes again from ours", async () => {
    const headers = { ...asksForPage, authorization: null, "sec-fetch-site": "cross-site" };
    const answer = await fixture.send("/runs/01", { headers });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('http-equiv="refresh"');
  });
});

describe("the page", () => {
  test("is served at every address, and allows what is ours alone", async () => {
    build();
    const first = await browse("/");
    const second = await browse("/runs/01?tab=logs");
    expect([first.status, second.status]).toEqual([200, 200]);
    const nonce = /nonce="([^"]{20,})"/.exec(second.text)?.[1] ?? "";
    expect(second.text).toBe(page.replace("__CSP_NONCE__", nonce));
    expect(first.text).not.toContain(nonce);
    const policy = second.headers["content-security-policy"]?.toString() ?? "";
    expect(policy.split("; ")).toEqual([
      "default-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' blob: data:",
      "frame-src 'self' blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(second.headers["cache-control"]).toBe("no-store");
  });

  test("is no answer to a call, and none for another host", async () => {
    build();
    expect((await browse("/troupe.v1.RunService/GetRun")).json()).toMatchObject({ code: "ROUTE_NOT_FOUND" });
    expect((await browse("/nothing.js", { headers: { accept: "*/*" } })).status).toBe(404);
    expect((await browse("/", { headers: { host: "evil.example" } })).status).toBe(403);
  });

  test("says how it is built where it is not, and appears as soon as it is", async () => {
    const { text } = await browse("/");
    expect(text).toContain("npm run console:build");
    expect(text).toContain("127.0.0.1:7420");
    build();
    expect((await browse("/")).text).toContain("/assets/a-1.js");
  });
});

describe("files", () => {
  const plain = { authorization: null };

  test("need no sign-in, are kept for ever by browsers, and come compressed to who takes that", async () => {
    build();
    const { headers, text } = await fixture.send("/assets/a-1.js", { headers: plain });
    expect(text).toBe(script);
    expect(headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
      vary: "accept-encoding",
    });
    expect(headers["content-encoding"]).toBeUndefined();
    const packed = await fixture.open("/assets/a-1.js", { headers: { ...plain, "accept-encoding": "gzip, br" } });
    expect(packed.headers).toMatchObject({
      "content-encoding": "br",
      "content-type": "text/javascript; charset=utf-8",
    });
    expect(Buffer.concat(await collect<Buffer>(packed)).length).toBeLessThan(script.length / 2);
    const refused = await fixture.send("/assets/a-1.js", { headers: { ...plain, "accept-encoding": "br;q=0" } });
    expect(refused.text).toBe(script);
    expect((await fixture.send("/favicon.svg", { headers: plain })).headers["cache-control"]).toBe("no-cache");
  });

  test.each([
    "/../outside.js",
    "/assets/../../outside.js",
    "/%2e%2e/outside.js",
    "/assets/.hidden.js",
    "/assets",
    "//etc/passwd",
    "/assets\\..\\..\\outside.js",
  ])("outside of the folder, and hidden ones, are not served: %s", async (path) => {
    build();
    expect((await fixture.send(path, { headers: plain })).status).toBe(404);
  });
});
