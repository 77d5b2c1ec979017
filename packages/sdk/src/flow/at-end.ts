/** What runs when everything else is over. */
import { invalidSpec } from "../invalid-spec.ts";
import { current, homeOf, idIn, place, synchronous, within } from "../pipeline/builder.ts";
import type { Ref } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import type { Refused } from "../schema/storable.ts";
import { type Duration, toMs } from "../step/units.ts";
import type { EndedFailure } from "./ended.ts";

/** How everything but the finalizers ended. */
export interface RunOutcomeFacts {
  readonly status: Ref<"succeeded" | "failed" | "cancelled" | "timed-out">;
  /** Of a run that failed: the first task that did, or `null`, and why. */
  readonly failure: Ref<(EndedFailure & { readonly task: string | null }) | undefined>;
}

export interface FinalizerOptions {
  /** Its name in the run. Default: `at-end`. */
  readonly id?: string;
  /** How long it may take, from the end of everything else. Default: `"10m"`. */
  readonly timeout?: Duration;
}

const usualTimeout = "10m";

/**
 * Steps that run when everything else is over: after success, failure, cancel and timeout, and if a coordinator failed
 * over meanwhile. They read from the rest of the run through `ended` and `maybe`, because it may not have come that far.
 * The run comes to what it came to before them; if it had succeeded and one of them fails, it has failed.
 *
 * @param body - Read once, here, with how the run ended.
 *
 * @example
 * ```ts
 * pipeline("on-a-cluster", () => {
 *   const cluster = provision();
 *   trainOn({ cluster });
 *   atEnd(({ status }) => release({ cluster: maybe(cluster), status }), { timeout: "5m" });
 * });
 * ```
 */
export function atEnd<R>(
  body: (run: RunOutcomeFacts) => R extends Promise<unknown> ? Refused<"this is read once: write it without async"> : R,
  { id = "at-end", timeout = usualTimeout }: FinalizerOptions = {},
): void {
  const builder = current("atEnd(…)");
  if (builder.scope.length > 0)
    throw invalidSpec({
      field: "atEnd(…)",
      message: `stands inside ${builder.scope.map(({ label }) => label()).join(" › ")}`,
      fix: "call it in the body of the pipeline itself: it is about the whole run",
    });
  const own = idIn(builder, id);
  place(builder, { kind: "finalizer", id: own, scope: [], timeoutMs: toMs(timeout, `${own}.timeout`) });
  within(builder, { segment: `${own}/body`, label: () => own }, () => {
    const home = homeOf(builder);
    const fact = (name: string) => reference<unknown>({ kind: "outcome", path: [name] }, home);
    const facts = { status: fact("status"), failure: fact("failure") } as unknown as RunOutcomeFacts;
    synchronous(body(facts), own);
  });
}
