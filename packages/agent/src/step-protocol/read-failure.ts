/** What a process said of its own failure: its last `failure` message (docs/step-protocol.md). */
import { join } from "node:path";
import { type Failure, isObject } from "@troupe/core";
import { linesFromEnd } from "./lines-from-end.ts";

const lineBytes = 64 * 1024;
/** A process that fails says so last; only threads that go on may write behind it. */
const linesRead = 100;
const limits = { types: 10, typeLength: 200, message: 4000 } as const;

export type SaidFailure = Pick<Failure, "errorTypes" | "final"> & { readonly message?: string };

/** Undefined if it said nothing. */
export async function readFailure(folder: string): Promise<SaidFailure | undefined> {
  let read = 0;
  for await (const line of linesFromEnd(join(folder, "messages.jsonl"), lineBytes)) {
    if (++read > linesRead) return undefined;
    const message = line.includes('"failure"') ? parsed(line) : undefined;
    if (isObject(message) && message.type === "failure") return saidBy(message);
  }
  return undefined;
}

function saidBy({ error, message, final }: Readonly<Record<string, unknown>>): SaidFailure {
  const types = (Array.isArray(error) ? error : [error]).filter((type) => typeof type === "string" && type !== "");
  const errorTypes = types.slice(0, limits.types).map((type: string) => type.slice(0, limits.typeLength));
  return {
    ...(errorTypes.length > 0 && { errorTypes }),
    ...(typeof message === "string" && message !== "" && { message: message.slice(0, limits.message) }),
    ...(final === true && { final: true }),
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
