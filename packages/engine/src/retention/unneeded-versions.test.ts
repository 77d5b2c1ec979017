/** Whoever speaks of a version keeps it: a record, or a run of the archive, also one that the catalog has not heard of. */
import type { Digest, RetentionRule } from "@troupe/core";
import { beforeEach, expect, it } from "vitest";
import { MemoryArchive } from "../adapters/memory/archive.ts";
import { encode } from "../codec.ts";
import type { CatalogRun, RunQuery } from "../ports/catalog.ts";
import { versionKey } from "../records/keys.ts";
import { versionRecord } from "../records/records.ts";
import { putText } from "../sealing/archive-text.ts";
import { sealedName } from "../sealing/manifest.ts";
import { unneededVersions } from "./unneeded-versions.ts";

const dayMs = 24 * 3_600_000;
const runId = "01m83hnhtjmf81qawfr13jmbvh";

let records: Map<string, Uint8Array>;
let archive: MemoryArchive;
let known: readonly CatalogRun[];
let rules: Record<string, RetentionRule>;

beforeEach(() => {
  records = new Map();
  archive = new MemoryArchive();
  known = [];
  rules = { a: { runs: 1 }, ab: { runs: 1 }, b: {} };
  for (const name of ["a", "ab", "b"]) for (let generation = 0; generation < 4; generation++) add(name, generation);
});

function versionOf(name: string, generation: number): Digest {
  return `sha256:${`${Buffer.from(name).toString("hex")}0${generation}`.padStart(64, "0")}`;
}

function add(name: string, generation: number): void {
  const version = versionOf(name, generation);
  const digest: Digest = `sha256:${"f".repeat(64)}`;
  const rest = { specDigest: digest, codeDigest: null, appliedAt: generation, generation };
  records.set(versionKey(name, version), versionRecord.encode({ name, version, ...rest }));
}

async function unneeded(isGone: (runId: string) => boolean = () => false): Promise<readonly string[]> {
  const sorted = [...records].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const store = {
    scan: async (prefix: string, { after = "" } = {}) =>
      sorted.flatMap(([key, value]) => (key.startsWith(prefix) && key > after ? [{ key, value }] : [])),
  };
  const catalog = { runs: async ({ ids = [] }: RunQuery) => known.filter((run) => ids.includes(run.runId)) };
  const ruleOf = async (name: string) => rules[name] ?? {};
  const found = await unneededVersions({ store: store as never, archive, catalog, ruleOf }, 10 * dayMs, isGone);
  return found.map(({ name, generation }) => `${name} ${generation}`).toSorted();
}

async function seal(version: Digest): Promise<void> {
  const manifest = { format: 1, header: { runId, version }, tasks: [], logs: [] };
  await archive.link(sealedName(runId), await putText(archive, JSON.stringify(manifest)));
}

it("are those but the last two, of each pipeline that does not keep its runs for ever", async () => {
  expect(await unneeded()).toEqual(["a 0", "a 1", "ab 0", "ab 1"]);
});

it("are none that a record speaks of, wherever it does", async () => {
  records.set(`runs/${runId}/run`, encode({ runId, version: versionOf("a", 0) }));
  records.set("zz/last", encode({ some: [{ thing: versionOf("ab", 1) }] }));
  expect(await unneeded()).toEqual(["a 1", "ab 0"]);
});

it("are none that a run of the archive has, unless that is about to go", async () => {
  await seal(versionOf("a", 1));
  known = [{ runId, version: versionOf("a", 1) } as CatalogRun];
  expect(await unneeded()).toEqual(["a 0", "ab 0", "ab 1"]);
  expect(await unneeded((id) => id === runId)).toEqual(["a 0", "a 1", "ab 0", "ab 1"]);
});

it("are none that a run has of which the catalog has not heard", async () => {
  await seal(versionOf("a", 1));
  expect(await unneeded()).toEqual(["a 0", "ab 0", "ab 1"]);
});
