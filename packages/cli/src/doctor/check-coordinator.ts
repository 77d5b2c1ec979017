/** What can be seen from here of the coordinator and its agents. */
import { TroupeError } from "@troupe/core";
import type { Agent, Client, Cluster } from "@troupe/sdk/client";
import { count } from "../render/amount.ts";
import { duration } from "../render/duration.ts";
import type { Finding } from "./finding.ts";

/** An agent's beat says what time it is there; further apart than this, instants of one run do not line up. */
const clockToleranceMs = 5_000;

export async function checkCoordinator(client: Client, now: () => number): Promise<readonly Finding[]> {
  const startedAt = performance.now();
  try {
    const [agents, cluster] = await Promise.all([client.agents(), client.cluster()]);
    const { address, namedBy } = await client.endpoint();
    const took = duration(performance.now() - startedAt);
    const reached: Finding = {
      name: "coordinator",
      verdict: "good",
      detail: `${address} (${namedBy}) answers in ${took}`,
    };
    return [reached, ...checkStore(cluster), checkAgents(agents), ...checkClock(agents, now())];
  } catch (error) {
    if (!(error instanceof TroupeError)) throw error;
    const [detail = error.code, remedy = "see docs/errors.md"] = error.message.split("; ");
    if (error.code === "TLS_FAILED") return [{ name: "coordinator", verdict: "bad", detail, fix: remedy }];
    const fix = error.code === "COORDINATOR_UNREACHABLE" ? "start one: troupe dev" : "see docs/errors.md";
    return [{ name: "coordinator", verdict: "warn", detail, fix }];
  }
}

/** What is in the way of work, and nothing else. */
function checkStore({ store, nats }: Cluster): readonly Finding[] {
  const found: Finding[] = [];
  if (store.state === "full")
    found.push({
      name: "store",
      verdict: "bad",
      detail: `store full: ${store.kind} takes no writes`,
      fix: "troupe reclaim",
    });
  if (store.state === "filling")
    found.push({
      name: "store",
      verdict: "warn",
      detail: `${store.kind} is four fifths full`,
      fix: "end runs, or raise its quota",
    });
  if (store.state === "unreachable")
    found.push({ name: "store", verdict: "bad", detail: `${store.kind} does not answer`, fix: "see troupe status" });
  if (nats?.connected === false)
    found.push({ name: "nats", verdict: "warn", detail: "the coordinator is not connected to it", fix: "see its log" });
  return found;
}

function checkAgents(agents: readonly Agent[]): Finding {
  const name = "agents";
  const ready = agents.filter(({ state }) => state === "ready");
  const gpus = ready.reduce((sum, { capacity }) => sum + capacity.gpus, 0);
  if (ready.length === 0) {
    return { name, verdict: "warn", detail: "none is ready, so no task will start", fix: "start one: troupe agent" };
  }
  const tiers = [...new Set(ready.map(({ isolationTier }) => isolationTier))].sort().join(", ");
  return { name, verdict: "good", detail: `${ready.length} ready, ${count(gpus, "GPU")}, isolation tier ${tiers}` };
}

function checkClock(agents: readonly Agent[], now: number): readonly Finding[] {
  const beats = agents.flatMap(({ state, lastBeatAt }) =>
    state === "ready" && lastBeatAt !== null ? [lastBeatAt.getTime()] : [],
  );
  if (beats.length === 0) return [];
  // A beat of a ready agent is seconds old by the coordinator's clock; what is in the future, or long past, is our clock.
  const newest = Math.max(...beats);
  const offMs = newest > now ? newest - now : Math.max(0, now - newest - clockToleranceMs);
  const name = "clock";
  if (offMs <= clockToleranceMs) return [{ name, verdict: "good", detail: "in step with the coordinator's" }];
  return [
    {
      name,
      verdict: "warn",
      detail: `about ${duration(offMs)} apart from the coordinator's`,
      fix: "synchronize the clocks (chrony, systemd-timesyncd)",
    },
  ];
}
