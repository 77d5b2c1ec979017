import type { Wait__Output } from "@troupe/proto";
import type { Wait } from "./wait-records.ts";
import { date } from "./wire-values.ts";

export function toWait({ runId, pipeline, task, kind, reason, since, deadline, until }: Wait__Output): Wait {
  const at = { since: date(since) ?? new Date(0), deadline: date(deadline), until: date(until) };
  return { runId, pipeline, task, kind: kind as Wait["kind"], reason, ...at };
}
