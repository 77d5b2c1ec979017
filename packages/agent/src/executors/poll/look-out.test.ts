/** What a look sees: over HTTP, at files and at rows. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { PollSubject } from "@troupe/core";
import { afterEach, describe, expect, it } from "vitest";
import { SqliteRowSource } from "../../adapters/sqlite/row-source.ts";
import { LookOut } from "./look-out.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const out = new LookOut(new Map());
const look = (subject: PollSubject, inputs: Readonly<Record<string, unknown>>, at = out) =>
  at.look({ runs: { kind: "poll", for: subject, everyMs: 1000 }, inputs }, new AbortController().signal);

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  cleanups.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "troupe-look-"));
  cleanups.push(() => rmSync(path, { recursive: true }));
  return path;
}

describe("over HTTP", () => {
  it("is ready with a good status, and with the status that is asked for", async () => {
    const url = await serve((request, response) => response.writeHead(request.url === "/gone" ? 410 : 204).end());
    expect(await look({ kind: "http" }, { url })).toMatchObject({ isReady: true, facts: { status: 204 } });
    expect(await look({ kind: "http" }, { url: `${url}/gone` })).toEqual({ isReady: false, seen: "410 Gone" });
    expect(await look({ kind: "http", status: [410] }, { url: `${url}/gone` })).toMatchObject({ isReady: true });
  });

  it("looks into the JSON of the answer", async () => {
    const url = await serve((_request, response) =>
      response.end(JSON.stringify({ jobs: [{ state: "busy", rows: 7 }] })),
    );
    const at = (field: string, test: object) =>
      look({ kind: "http", json: { path: ["jobs", "0", field], ...test } }, { url });
    expect(await at("state", { equals: "done" })).toEqual({ isReady: false, seen: '200 OK, jobs.0.state is "busy"' });
    expect(await at("state", { equals: "busy" })).toMatchObject({ isReady: true });
    expect(await at("rows", { atLeast: 8 })).toMatchObject({ isReady: false });
    expect(await at("rows", { atLeast: 7, atMost: 7 })).toMatchObject({ isReady: true });
    expect(await at("error", {})).toEqual({ isReady: false, seen: "200 OK, jobs.0.error is not there" });
  });

  it("does not read an answer without end, and takes what is no JSON for nothing", async () => {
    const url = await serve((_request, response) => response.end("x".repeat(2 * 1024 * 1024)));
    expect(await look({ kind: "http", json: { path: [] } }, { url })).toEqual({
      isReady: false,
      seen: "200 OK, it is not there",
    });
  });

  it("yields the answer, where it is asked for, and waits for one that can be read", async () => {
    let answer = "no JSON";
    const url = await serve((_request, response) => response.end(answer));
    const subject = { kind: "http", json: { path: ["rows"], atLeast: 5 }, yields: "body" } as const;
    expect(await look({ kind: "http", yields: "body" }, { url })).toMatchObject({ isReady: false });
    answer = JSON.stringify({ rows: 4 });
    expect(await look(subject, { url })).toMatchObject({ isReady: false });
    answer = JSON.stringify({ rows: 5, more: [null] });
    expect(await look(subject, { url })).toMatchObject({ facts: { status: 200, body: { rows: 5, more: [null] } } });
  });

  it("rejects where nothing listens, and refuses what is no address", async () => {
    await expect(look({ kind: "http" }, { url: "http://127.0.0.1:1/" })).rejects.toThrow("fetch failed");
    await expect(look({ kind: "http" }, { url: "file:///etc/passwd" })).rejects.toMatchObject({ code: "WAIT_INVALID" });
  });

  it("knows whose patience it takes", () => {
    const runs = { kind: "poll", for: { kind: "http" }, everyMs: 1000 } as const;
    expect(out.placeOf({ runs, inputs: { url: "https://jobs.internal:8443/1" } })).toBe("http jobs.internal:8443");
  });
});

describe("at files", () => {
  it("is ready when something is there", async () => {
    const path = folder();
    expect(await look({ kind: "file" }, { path: `${path}/*.csv` })).toMatchObject({ isReady: false });
    for (const name of ["b.csv", "a.csv", "c.txt"]) writeFileSync(join(path, name), "");
    const facts = { paths: [join(path, "a.csv"), join(path, "b.csv")] };
    expect(await look({ kind: "file" }, { path: `${path}/*.csv` })).toMatchObject({ isReady: true, facts });
  });

  it("refuses a path that leads nowhere in particular", async () => {
    await expect(look({ kind: "file" }, { path: "data/*.csv" })).rejects.toMatchObject({ code: "WAIT_INVALID" });
  });
});

describe("at rows of SQLite", () => {
  it("is ready when the first row begins with something", async () => {
    const path = join(folder(), "sales.db");
    const database = new DatabaseSync(path);
    cleanups.push(() => database.close());
    database.exec("create table sales (day text)");
    const source = new SqliteRowSource(path);
    cleanups.push(() => source.close());
    const at = new LookOut(new Map([["warehouse", source]]));
    const query = (text: string) => look({ kind: "sql", connection: "warehouse" }, { query: text }, at);
    expect(await query("select day from sales")).toEqual({ isReady: false, seen: "no row" });
    expect(await query("select count(*) as days from sales")).toEqual({ isReady: false, seen: "days is 0" });
    database.exec("insert into sales values ('2026-11-22')");
    expect(await query("select count(*) as days from sales")).toMatchObject({ isReady: true });
    const subject = { kind: "sql", connection: "warehouse", yields: "row" } as const;
    const yielded = (text: string) => look(subject, { query: text }, at);
    const row = { day: "2026-11-22", share: 0.5, none: null };
    expect(await yielded("select day, 0.5 as share, null as none from sales")).toMatchObject({ facts: { row } });
    await expect(yielded("select 1, x'00' as bytes")).rejects.toMatchObject({ code: "WAIT_INVALID" });
    await expect(query("select nonsense from sales")).rejects.toThrow("no such column");
    await expect(query("delete from sales returning day")).rejects.toThrow("readonly");
    expect(await query("select day from sales")).toMatchObject({ isReady: true });
  });

  it("leaves a query that takes too long, and answers the next one", async () => {
    const path = join(folder(), "slow.db");
    new DatabaseSync(path).close();
    const source = new SqliteRowSource(path);
    cleanups.push(() => source.close());
    const endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n";
    const abort = new AbortController();
    const slow = source.firstRow(endless, abort.signal);
    const next = source.firstRow("select 1 as one", new AbortController().signal);
    abort.abort(new Error("too slow"));
    await expect(slow).rejects.toThrow("too slow");
    expect(await next).toEqual({ one: 1 });
  });

  it("says which connections the agent knows", async () => {
    await expect(look({ kind: "sql", connection: "lake" }, { query: "select 1" })).rejects.toMatchObject({
      code: "CONNECTION_UNKNOWN",
      message: expect.stringContaining("it knows none"),
    });
  });
});
