/** Goal: what the console shows is the same on every coordinator, and what it does reaches the leader from each. */
import { expect, test } from "vitest";
import { type Answer, apply, callGateway as call, fromAll, type Gateway, onEveryDeployment } from "./support.ts";

/** One of: a message, the end, or why it was cut off. */
interface Told {
  readonly stream: string;
  readonly message?: Answer;
}

/** What a browser is told, until `stop`. */
async function* streams(gateway: Gateway, asked: object[], stop: AbortSignal): AsyncGenerator<Told> {
  const response = await fetch(new URL("troupe.v1/streams", gateway.url), {
    method: "POST",
    headers: { authorization: `Bearer ${gateway.token}`, "content-type": "application/json" },
    body: JSON.stringify({ streams: asked }),
    signal: stop,
  });
  let rest = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) if (block.startsWith("data: ")) yield JSON.parse(block.slice(6)) as Told;
  }
}

/**
 * The runs of `greeting` and the leader as one gateway tells them: listed once the stream listens, and whenever it says that
 * something is missing; asked for again when a stream is cut off, as a coordinator does whose part changes.
 */
function watchRuns(gateway: Gateway, stop: AbortSignal) {
  const listening = Promise.withResolvers<void>();
  const asked = [
    { id: "runs", method: "troupe.v1.RunService/WatchRuns", request: { pipeline: "greeting" } },
    { id: "cluster", method: "troupe.v1.ClusterService/WatchCluster", request: {} },
  ];
  const states: string[] = [];
  let leader = "";
  const see = (runs: readonly { state: string }[]) => states.push(...runs.map(({ state }) => state));
  const untilCut = async () => {
    for await (const { stream, message } of streams(gateway, asked, stop)) {
      if (message === undefined) return;
      if (stream === "cluster") leader = message.leader?.name ?? "";
      else if (message.runs.length > 0) see(message.runs);
      else {
        see((await call(gateway, "RunService/ListRuns", { pipeline: "greeting", pageSize: 1 })).runs);
        listening.resolve();
      }
      if (states.at(-1) === "RUN_STATE_SUCCEEDED" && leader !== "") return;
    }
  };
  const ended = (async () => {
    while (states.at(-1) !== "RUN_STATE_SUCCEEDED" || leader === "") await untilCut();
    return { states, leader };
  })();
  return { listening: listening.promise, ended };
}

onEveryDeployment(
  (troupe) => {
    test("a run is told from its beginning to its end, to whoever looks at many", async () => {
      const stop = new AbortController();
      const watchers = (await troupe.gateways()).map((gateway) => watchRuns(gateway, stop.signal));
      const ended = Promise.all(watchers.map((watcher) => watcher.ended));
      await Promise.race([ended, Promise.all(watchers.map((watcher) => watcher.listening))]);
      await (await troupe.client().submit("greeting", {})).wait();
      const seen = await ended;
      stop.abort();
      for (const { states, leader } of seen) {
        expect(states.at(-1)).toBe("RUN_STATE_SUCCEEDED");
        expect(leader).toBe(seen[0]?.leader);
      }
    });

    test("the overview, the grid and the versions are the same everywhere", async () => {
      const run = await troupe.client().submit("greeting", { names: ["Ada", "Alan"] });
      await run.wait();
      const overviews = await fromAll(
        troupe,
        (gateway) => call(gateway, "PipelineService/GetOverview"),
        ({ pipelines }) =>
          pipelines
            .find(({ name }: { name: string }) => name === "greeting")
            ?.recentRuns.some(
              ({ runId, state }: Record<string, string>) => runId === run.id && state === "RUN_STATE_SUCCEEDED",
            ),
      );
      for (const overview of overviews) expect(overview).toEqual(overviews[0]);
      expect(overviews[0]?.waiting).toMatchObject({ approvals: 0, queuedTasks: 0 });
      const grids = await fromAll(
        troupe,
        (gateway) => call(gateway, "RunService/GetGrid", { pipeline: "greeting", pageSize: 1 }),
        ({ rows }) => rows[0]?.run.runId === run.id && rows[0].run.state === "RUN_STATE_SUCCEEDED",
      );
      for (const grid of grids) {
        expect(grid.columns).toMatchObject([{ node: "greet", around: [{ kind: "map" }] }, { node: "count" }]);
        expect(grid.rows[0].cells).toMatchObject([
          { column: 0, state: "TASK_STATE_SUCCEEDED", tasks: { succeeded: 2 } },
          { column: 1, state: "TASK_STATE_SUCCEEDED", seconds: expect.any(Number) },
        ]);
      }
      for (const gateway of await troupe.gateways()) {
        const { versions } = await call(gateway, "PipelineService/ListVersions", { pipeline: "greeting" });
        expect(versions).toMatchObject([{ generation: 0 }]);
      }
      const listed = await troupe.troupe("get", "versions", "greeting", "-o", "json");
      expect(JSON.parse(listed.stdout)).toMatchObject([{ generation: 0 }]);
    });

    test("what waits is seen on each, and ended from each", async () => {
      for (const gateway of await troupe.gateways()) {
        const { runId } = await call(gateway, "RunService/CreateRun", {
          pipeline: "releasing",
          requestId: `console-${gateway.url}`,
          paramsJson: JSON.stringify({ url: "http://127.0.0.1:9/" }),
        });
        const { waits } = await call(gateway, "RunService/ListWaits", { runId });
        expect(waits.every((wait: { runId: string }) => wait.runId === runId)).toBe(true);
        expect(await call(gateway, "ApprovalService/ListApprovals", { runId })).toMatchObject({ approvals: [] });
        const ended = await call(gateway, "RunService/CancelRun", { runId, reason: "seen enough" });
        expect(ended).toMatchObject({ runId, cancelReason: "seen enough" });
        await (await troupe.client().run(runId)).wait();
      }
    });

    test("each serves the console to who is signed in, at any address", async () => {
      for (const { url, token } of await troupe.gateways()) {
        const asksForPage = { accept: "text/html" };
        const stranger = await fetch(new URL("runs/01", url), { headers: asksForPage });
        expect([stranger.status, await stranger.text()]).toEqual([401, expect.stringContaining("not signed in")]);
        const welcome = await fetch(new URL(`runs/01?token=${token}`, url), {
          headers: asksForPage,
          redirect: "manual",
        });
        expect([welcome.status, welcome.headers.get("location")]).toEqual([303, "/runs/01"]);
        const cookie = welcome.headers.get("set-cookie")?.split(";")[0] ?? "";
        const page = await fetch(new URL("runs/01", url), { headers: { ...asksForPage, cookie } });
        expect(page.status).toBe(200);
        expect(page.headers.get("content-security-policy")).toMatch(/^default-src '(?:self|none)'; /);
      }
    });
  },
  async (troupe) => {
    await apply(troupe, "greeting");
    await apply(troupe, "releasing");
  },
);
