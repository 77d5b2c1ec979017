/** The catalog's thread: opens the file that it is given, and answers one call after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { invariant, unreachable } from "@troupe/core";
import { CatalogDatabase } from "./catalog-database.ts";
import { type CatalogCall, type CatalogReply, type CatalogRequest, toPlain } from "./catalog-protocol.ts";

const port = parentPort;
invariant(port !== null, "the catalog's worker was started as a program of its own");
const open = opener(String(workerData));

port.on("message", ({ id, call }: CatalogRequest) => {
  port.postMessage(reply(id, call));
  if (call.method === "close") port.close();
});

function reply(id: number, call: CatalogCall): CatalogReply {
  try {
    return { id, result: answer(open(), call) };
  } catch (error) {
    return { id, failure: toPlain(error) };
  }
}

/** Opens the file at the first call, which then learns why it cannot be opened, as does every call after it. */
function opener(path: string): () => CatalogDatabase {
  let database: CatalogDatabase | undefined;
  return () => {
    database ??= new CatalogDatabase(path);
    return database;
  };
}

function answer(database: CatalogDatabase, call: CatalogCall): unknown {
  switch (call.method) {
    case "index":
      return database.index(call.updates);
    case "restore":
      return database.restore(call.updates);
    case "position":
      return database.position();
    case "runs":
      return database.runs(call.query);
    case "run":
      return database.run(call.runId);
    case "recent":
      return database.recent(call.pipelines);
    case "latestSucceeded":
      return database.latestSucceeded(call.pipeline);
    case "artifacts":
      return database.artifacts(call.query);
    case "remove":
      return database.remove(call.note);
    case "lastRemoval":
      return database.lastRemoval();
    case "removedAt":
      return database.removedAt(call.runId);
    case "close":
      return database.close();
    default:
      return unreachable(call);
  }
}
