/** Outputs that are too large for a record lie in the archive; in memory they have their value. */
import type { Json, Output, RunEvent, TaskRecord } from "@troupe/core";
import { canonicalJson } from "../canonical-json.ts";
import type { Archive } from "../ports/archive.ts";
import { readText } from "../sealing/archive-text.ts";

export async function loadSpilled(archive: Archive, task: TaskRecord): Promise<TaskRecord> {
  const { state } = task;
  if (state.status !== "succeeded" || state.output?.spilled === undefined) return task;
  return { ...task, state: { ...state, output: await loadOutput(archive, state.output) } };
}

/** An event as the feed has it is without such a value too. */
export async function loadSpilledEvent(archive: Archive, event: RunEvent): Promise<RunEvent> {
  if (!("output" in event) || event.output?.spilled === undefined) return event;
  return { ...event, output: await loadOutput(archive, event.output) };
}

/** What an attempt's agent does with its output, for one that no agent had. */
const inlineBytes = 4096;

export async function spill(archive: Archive, value: Json): Promise<Output> {
  const bytes = new TextEncoder().encode(canonicalJson(value));
  return bytes.byteLength <= inlineBytes ? { value } : { value, spilled: (await archive.put(bytes)).digest };
}

export async function loadOutput(archive: Archive, output: Output): Promise<Output> {
  return output.spilled === undefined
    ? output
    : { ...output, value: JSON.parse(await readText(archive, output.spilled)) as Json };
}
