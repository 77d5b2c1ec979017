/** What README.md promises of `npm run cluster`: its leader is killed, the run is whole, and nothing is left running. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Workbench } from "@troupe/testing/process";
import { afterEach, describe, expect, test } from "vitest";
import { missingFor } from "../../scripts/system-needs.ts";

const script = join(import.meta.dirname, "../../scripts/cluster/main.ts");
const missing = missingFor("cluster").map(({ name }) => name);
const isSkipped = missing.length > 0 && !process.env.CI;
const bench = new Workbench();
afterEach(() => bench.clear());

const title = isSkipped ? `npm run cluster (missing: ${missing.join(", ")})` : "npm run cluster";

describe.skipIf(isSkipped)(title, { timeout: 300_000 }, () => {
  test("tells of a run that outlives its leader", async () => {
    const told = await bench.node(script, ["--example", "hello", "--json"], { env: { NO_COLOR: "1" } });
    expect(await told.ended, told.stderr).toMatchObject({ code: 0 });
    const story = JSON.parse(told.stdout);
    expect(story).toMatchObject({
      example: "hello",
      run: { state: "succeeded" },
      events: { missing: 0, repeated: 0 },
      tasks: { succeeded: 1201, total: 1201, lostAttempts: 0 },
      isWhole: true,
    });
    const { killed, next } = story.leaders;
    expect(next.name).not.toBe(killed.name);
    expect(next.term).toBeGreaterThan(killed.term);
    // What an agent reported counted again, and under the next leader: not before there was one.
    expect(story.gapMs.transition).toBeGreaterThan(0);
    expect(story.gapMs.told).toBeGreaterThanOrEqual(story.gapMs.elected);
    const lines = told.stderr.split("\n").filter((line) => /kill -9 of|leads, term \d+, \d+ ms|is back/.test(line));
    expect(lines).toEqual([
      expect.stringContaining(`kill -9 of ${killed.name}, which leads in term ${killed.term}`),
      expect.stringContaining(`${next.name} leads, term ${next.term}`),
      expect.stringContaining(`${killed.name} is back, and follows ${next.name}`),
    ]);
    expect(told.stderr).not.toContain("\u001b[");
  });

  test("leaves nothing behind when it is interrupted", async () => {
    const told = await bench.node(script, ["--example", "hello", "--keep"], { env: { NO_COLOR: "1" } });
    const [, address = ""] = await told.said(/export TROUPE_ADDRESS=(\S+)/, { withinMs: 240_000 });
    expect(running(address)).not.toEqual([]);
    told.signal("SIGINT");
    expect(await told.ended).toMatchObject({ code: 0 });
    expect(told.stderr).toContain("Nothing is left running.");
    expect(running(address)).toEqual([]);
  });
});

/** Command lines that name one of the cluster's addresses, or all of them. */
function running(addresses: string): readonly string[] {
  const lines = execFileSync("ps", ["-eo", "args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => addresses.split(",").some((address) => line.includes(address)));
}
