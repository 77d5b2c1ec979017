import {
  archiveConformance,
  archiveUpkeepConformance,
  catalogConformance,
  eventFeedConformance,
  leadershipConformance,
  messengerConformance,
  stateStoreConformance,
  telemetryStoreConformance,
} from "@troupe/testing/conformance";
import { describe, it } from "vitest";
import { MemoryArchive, MemoryArchiveDisk } from "./archive.ts";
import { MemoryCatalog } from "./catalog.ts";
import { MemoryEventFeed } from "./event-feed.ts";
import { MemoryElection } from "./leadership.ts";
import { MemoryMessenger } from "./messenger.ts";
import { MemoryStateStore } from "./state-store.ts";
import { MemoryTelemetryDisk, MemoryTelemetryStore } from "./telemetry-store.ts";

const runner = { describe, it };
const dispose = async (): Promise<void> => {};

stateStoreConformance(runner, "MemoryStateStore", async (options) => {
  const store = new MemoryStateStore(options);
  return { store, beginTerm: async () => store.beginTerm(), reopen: async () => store, dispose };
});

leadershipConformance(runner, "MemoryElection", async () => {
  const store = new MemoryStateStore();
  const election = new MemoryElection(store);
  return { store, candidate: async () => election.candidate(), second: "waits", dispose };
});

archiveConformance(runner, "MemoryArchive", async () => {
  const disk = new MemoryArchiveDisk();
  return {
    archive: new MemoryArchive(disk),
    tamper: async (digest, bytes) => {
      disk.objects.set(digest, bytes);
    },
    reopen: async () => new MemoryArchive(disk),
    dispose,
  };
});

eventFeedConformance(runner, "MemoryEventFeed", async () => {
  const feed = new MemoryEventFeed();
  return { feed, reopen: async () => feed, dispose };
});

telemetryStoreConformance(runner, "MemoryTelemetryStore", async () => {
  const disk = new MemoryTelemetryDisk();
  return { store: new MemoryTelemetryStore(disk), crash: async () => new MemoryTelemetryStore(disk), dispose };
});

catalogConformance(runner, "MemoryCatalog", async () => {
  const catalog = new MemoryCatalog();
  return { catalog, reopen: async () => catalog, dispose };
});

archiveUpkeepConformance({ describe, it }, "MemoryArchive", async () => ({
  archive: new MemoryArchive(),
  dispose: async () => {},
}));

messengerConformance(runner, "MemoryMessenger", async () => {
  const messenger = new MemoryMessenger([{ name: "ml", kind: "slack" }]);
  return {
    messenger,
    target: { kind: "slack", connection: "ml" },
    mood: (mood) => void messenger.moods.set("ml", mood),
    taken: () => messenger.sent.map(({ id, text }) => ({ id, text: JSON.stringify(text) })),
    idOf: (id) => id,
    dispose,
  };
});
