/** Rings at each event of a live run, and when it is live no more: whoever hears it looks again. */
import type { Watch, Watcher } from "./messages.ts";
import type { RunSource } from "./run-source.ts";

/** Returns the way to leave. Refused, with nothing left behind, where the run cannot be watched. */
export async function ringOnEvents(source: RunSource, runId: string, ring: () => void): Promise<() => void> {
  let watch: Watch | undefined;
  let hasLeft = false;
  const enter = async () => {
    watch = await source.watch(runId, watcher);
    if (hasLeft) watch?.leave();
  };
  const watcher: Watcher = {
    after: Number.MAX_SAFE_INTEGER,
    runOnly: false,
    take: ring,
    end(because) {
      // An actor that was restarted has forgotten who watched. Whoever looks is told why if it cannot be watched.
      if (because === "gone" && !hasLeft) void enter().then(ring, ring);
      else ring();
    },
  };
  const forget = source.onRemoved(runId, ring);
  const leave = () => {
    hasLeft = true;
    forget();
    watch?.leave();
  };
  try {
    await enter();
  } catch (error) {
    leave();
    throw error;
  }
  return leave;
}
