import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findEndpoint } from "./endpoint.ts";

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "troupe-endpoint-"));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true });
});

const announce = (fields: object): Promise<void> =>
  writeFile(join(dataDir, "coordinator.json"), JSON.stringify({ pid: process.pid, address: "127.0.0.1:9", ...fields }));

test("an option wins over the environment, the environment over what is announced, that over the default", async () => {
  expect(await findEndpoint({ dataDir }, {})).toEqual({
    address: "127.0.0.1:7420",
    addresses: ["127.0.0.1:7420"],
    token: null,
    tokenIsAnnounced: false,
    trust: null,
    trustIsAnnounced: false,
    namedBy: "the default address",
  });
  await announce({ token: "t" });
  expect(await findEndpoint({ dataDir }, {})).toEqual({
    address: "127.0.0.1:9",
    addresses: ["127.0.0.1:9"],
    token: "t",
    tokenIsAnnounced: true,
    trust: null,
    trustIsAnnounced: false,
    namedBy: `the coordinator with pid ${process.pid}`,
  });
  const env = { TROUPE_ADDRESS: "gpu:1", TROUPE_TOKEN: "e" };
  expect(await findEndpoint({ dataDir }, env)).toMatchObject({
    address: "gpu:1",
    token: "e",
    namedBy: "TROUPE_ADDRESS",
  });
  expect(await findEndpoint({ dataDir, address: "b:2", token: "o" }, env)).toMatchObject({
    address: "b:2",
    token: "o",
  });
});

test("of a cluster several addresses may be named", async () => {
  expect(await findEndpoint({ dataDir }, { TROUPE_ADDRESS: "a:1, b:2,c:3" })).toMatchObject({
    address: "a:1",
    addresses: ["a:1", "b:2", "c:3"],
  });
});

test.each([["nohost"], ["gpu:"], ["gpu:70000"], ["http://gpu:7420"], ["a:1,b"], ["::1"]])(
  "an address that is none is refused, with who gave it: %s",
  async (address) => {
    await expect(findEndpoint({ dataDir, address }, {})).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringContaining("(the address given) is no address; write HOST:PORT"),
    });
    expect(await findEndpoint({ dataDir, address: "[::1]:7420" }, {})).toMatchObject({ address: "[::1]:7420" });
  },
);

test("an announced token is shown to no other address", async () => {
  await announce({ token: "t" });
  expect(await findEndpoint({ dataDir, address: "elsewhere:1" }, {})).toMatchObject({ token: null });
  expect(await findEndpoint({ dataDir, address: "127.0.0.1:9" }, {})).toMatchObject({ token: "t" });
});

test("what a dead process announced, or half wrote, is ignored", async () => {
  await announce({ pid: 2 ** 22 + 1 });
  expect(await findEndpoint({ dataDir }, {})).toMatchObject({ address: "127.0.0.1:7420" });
  await writeFile(join(dataDir, "coordinator.json"), `{"pid": 1, "addr`);
  expect(await findEndpoint({ dataDir }, {})).toMatchObject({ address: "127.0.0.1:7420" });
});

test("the data folder is of the environment, or of XDG", async () => {
  await announce({});
  expect(await findEndpoint({}, { TROUPE_DATA_DIR: dataDir })).toMatchObject({ address: "127.0.0.1:9" });
});

test("a token file that is not there is an error, not no token", async () => {
  const options = { dataDir, tokenFile: join(dataDir, "none") };
  await expect(findEndpoint(options, {})).rejects.toMatchObject({ code: "TOKEN_FILE_UNREADABLE" });
});
