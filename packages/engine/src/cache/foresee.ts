/**
 * What a run would take from the cache: the run machine is fed with nothing but hits, and stands where something would
 * have to run. What depends on earlier runs is taken as in a first one.
 */
import {
  apply,
  cacheQuestions,
  type Digest,
  decide,
  type JsonObject,
  type Plan,
  type RunInput,
  startRun,
  stepOf,
} from "@troupe/core";
import { cacheParts } from "./cache-key.ts";
import type { StepCache } from "./step-cache.ts";

export interface CachedTask {
  readonly task: string;
  /** The run that made the result. */
  readonly runId: string;
}

/** A plan is for people: what they see on a page. */
const mostLooks = 200;

export async function foreseeCached(
  plan: Plan,
  given: { readonly params: JsonObject; readonly codeDigest: Digest | null; readonly now: number },
  cache: Pick<StepCache, "find">,
): Promise<readonly CachedTask[]> {
  const { spec } = plan;
  if (Object.values(spec.steps).every((step) => step.cache === undefined)) return [];
  const moment = { now: given.now, random: 0 };
  const version: Digest = `sha256:${"0".repeat(64)}`;
  const created = { type: "RunCreated", runId: "", pipeline: spec.name, version, params: given.params } as const;
  let state = startRun(plan, { ...created, at: given.now, uses: {}, requestId: null, traceparent: null });
  const feed = (input: RunInput): number => {
    const events = decide(state, input, moment);
    for (const event of events) state = apply(state, event);
    return events.length;
  };
  const found: CachedTask[] = [];
  const asked = new Set<string>();
  for (;;) {
    while (feed({ type: "Advance" }) > 0);
    const [task] = cacheQuestions(state).filter((each) => !asked.has(each));
    if (task === undefined || asked.size === mostLooks) return found;
    asked.add(task);
    const { maxAgeMs } = stepOf(state, task).declaration.cache ?? {};
    const answer = await cache.find({ pipeline: spec.name, task }, cacheParts(state, task, given.codeDigest), maxAgeMs);
    if ("miss" in answer) continue;
    found.push({ task, runId: answer.hit.origin.runId });
    feed({ type: "AnswerCache", task, answer });
  }
}
