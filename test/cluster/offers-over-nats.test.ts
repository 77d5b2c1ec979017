/** Offers over a real nats-server: they arrive, and the server's end costs no task. */
import { headers } from "@nats-io/transport-node";
import { decodeCoordinatorMessage, encodeCoordinatorMessage, offerHeaders, offerSubject } from "@troupe/proto";
import { absentPrograms, Workbench } from "@troupe/testing/process";
import { afterEach, describe, expect, test } from "vitest";
import { inlineOffer } from "../../packages/coordinator/src/api/session/to-agent.ts";
import { type OfferCluster, startOfferCluster } from "./offer-cluster.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

const absent = absentPrograms("nats-server");

describe.skipIf(absent.length > 0)(`offers over NATS (needs: ${absent.join(", ") || "nats-server"})`, () => {
  test("go to the agent's own subject once its beats prove it, and each task starts once", async () => {
    const cluster = await startOfferCluster(bench);
    await cluster.reachedBy("nats", "session");
    const runId = await cluster.run(20);
    expect(await cluster.ended(runId)).toBe("succeeded");
    expect(cluster.path.offers).toHaveLength(20);
    expect(startsOf(cluster)).toEqual([20, 20]);
  });

  test("of one turn of the loop go together", async () => {
    const cluster = await startOfferCluster(bench);
    await cluster.reachedBy("nats", "session");
    const heard: number[] = [];
    cluster.connection.subscribe(offerSubject(cluster.engine.clusterId, "gpu.1"), {
      callback: (_, { data }) => void heard.push(decodeCoordinatorMessage(data).batch?.messages.length ?? 0),
    });
    expect(await cluster.ended(await cluster.run(20))).toBe("succeeded");
    await cluster.connection.flush();
    expect(Math.max(...heard)).toBeGreaterThan(5);
    expect(startsOf(cluster)).toEqual([20, 20]);
  });

  test("that are all lost come down the session", async () => {
    const cluster = await startOfferCluster(bench);
    await cluster.reachedBy("nats", "session");
    cluster.path.loses = ({ type }) => type === "Offer";
    const runId = await cluster.run(5);
    expect(await cluster.ended(runId)).toBe("succeeded");
    expect(startsOf(cluster)).toEqual([5, 5]);
  });

  test.each(["kill9", "pause"] as const)(
    "go down the session after a %s of the server, and come back",
    async (fault) => {
      const cluster = await startOfferCluster(bench);
      await cluster.reachedBy("nats", "session");
      await cluster.nats[fault]();
      const runId = await cluster.run(10);
      expect(await cluster.ended(runId)).toBe("succeeded");
      await cluster.reachedBy("session");
      if (fault === "pause") cluster.nats.resume();
      else await cluster.nats.restart();
      await cluster.reachedBy("nats", "session");
      const before = cluster.path.offers.length;
      expect(await cluster.ended(await cluster.run(3))).toBe("succeeded");
      expect(cluster.path.offers.length).toBe(before + 3);
      expect(startsOf(cluster)).toEqual([13, 13]);
    },
  );

  test("that come twice count once, and those of a deposed leader not at all", async () => {
    const cluster = await startOfferCluster(bench);
    await cluster.reachedBy("nats", "session");
    const runId = await cluster.run(1);
    expect(await cluster.ended(runId)).toBe("succeeded");
    const [offer] = cluster.path.offers;
    if (offer === undefined) throw new Error("nothing was offered over NATS");
    const { clusterId, term } = cluster.engine;
    const say = (of: number, attempt: number) => {
      const all = headers();
      all.set(offerHeaders.cluster, clusterId);
      all.set(offerHeaders.term, String(of));
      const message = inlineOffer({ ...offer, term: of, key: { ...offer.key, attempt } }, clusterId);
      cluster.connection.publish(offerSubject(clusterId, "gpu.1"), encodeCoordinatorMessage(message ?? {}), {
        headers: all,
      });
    };
    for (const attempt of [1, 1, 2]) say(term - 1, attempt);
    for (const attempt of [1, 1]) say(term, attempt);
    cluster.connection.publish(offerSubject(clusterId, "gpu.1"), "no message at all");
    // A run after it: what was said before has been heard by then.
    expect(await cluster.ended(await cluster.run(2))).toBe("succeeded");
    expect(startsOf(cluster)).toEqual([3, 3]);
  });
});

/** How many starts there were, and of how many different attempts. */
function startsOf(cluster: OfferCluster): readonly [number, number] {
  const starts = cluster.starts();
  return [starts.length, new Set(starts).size];
}
