import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { eventFeedConformance } from "@troupe/testing/conformance";
import { describe, expect, it } from "vitest";
import { DataDirectory } from "./data-directory.ts";
import { SqliteEventFeed } from "./event-feed.ts";

async function openFeed() {
  const path = mkdtempSync(join(tmpdir(), "troupe-feed-"));
  const directory = DataDirectory.open(path);
  const opened = [new SqliteEventFeed(directory)];
  const reopen = async () => {
    const feed = new SqliteEventFeed(directory);
    opened.push(feed);
    return feed;
  };
  const dispose = async () => {
    for (const feed of opened) await feed.close();
    directory.close();
    rmSync(path, { recursive: true });
  };
  return { path, feed: await reopen(), reopen, dispose };
}

eventFeedConformance({ describe, it }, "SqliteEventFeed", openFeed);

describe("an event feed that was touched", () => {
  it.each([
    ["no record", "x'0000'", "DATA_CORRUPT"],
    ["half a record", "x'01920102a3'", "DATA_CORRUPT"],
    ["a record that is no list of events", "x'0107'", "DATA_CORRUPT"],
    ["a record of a newer format", "x'0207'", "DATA_DIRECTORY_NEWER"],
  ])("refuses an entry that holds %s", async (_, blob, code) => {
    const { path, feed, dispose } = await openFeed();
    await feed.append([
      { runId: "a", pipeline: "p", first: 1, events: [{ type: "RunSucceeded", at: 1, outputs: null }] },
    ]);
    const connection = new DatabaseSync(join(path, "feed.db"));
    connection.exec(`UPDATE entry SET events = ${blob}`);
    connection.close();
    await expect(feed.readRun("a", 0)).rejects.toThrow(expect.objectContaining({ code, reaction: "fatal" }));
    await dispose();
  });
});
