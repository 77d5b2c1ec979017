/** Goal: somebody's first run works, from a file to its outputs, and says so to people and to programs. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { fixture, onEveryDeployment } from "./support.ts";

onEveryDeployment((dev) => {
  test("a pipeline in TypeScript runs from its file", async () => {
    const ran = await dev.troupe("run", fixture("greeting"), "-p", 'names=["Ada","Alan","Barbara"]', "-o", "json");
    expect(ran.code, ran.stderr).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      pipeline: "greeting",
      state: "succeeded",
      params: { names: ["Ada", "Alan", "Barbara"] },
      outputs: { counted: { letters: 38, texts: ["Hello, Ada!", "Hello, Alan!", "Hello, Barbara!"] } },
      failure: null,
      tasks: { succeeded: 4, failed: 0 },
    });
    expect(ran.stderr).toContain("greeting succeeded");
    expect((await dev.troupe("logs", "@latest", "greet[1]")).stdout).toBe("greeting Alan\n");
  });

  test("the same file again is the same version, and params have defaults", async () => {
    const ran = await dev.troupe("run", fixture("greeting"), "-o", "json");
    expect(JSON.parse(ran.stdout)).toMatchObject({ outputs: { counted: { texts: ["Hello, Ada!", "Hello, Grace!"] } } });
    expect((await dev.client().pipeline("greeting")).generation).toBe(0);
  });

  test("a run is looked at afterwards, by its id and by its name", async () => {
    const [run] = await dev.client().runs({ pipeline: "greeting", limit: 1 });
    const described = await dev.troupe("describe", "run", run?.id ?? "", "-o", "json");
    expect(JSON.parse(described.stdout)).toMatchObject({ id: run?.id, state: "succeeded" });
    const tasks = await dev.troupe("get", "tasks", "@latest", "-o", "name");
    expect(tasks.stdout).toBe("greet[0]\ngreet[1]\ncount\n");
  });

  test("the first example runs, and is watched by its id again", async () => {
    const ran = await dev.troupe("run", join(import.meta.dirname, "../../examples/hello/pipeline.ts"), "-o", "json");
    expect(ran.code, ran.stderr).toBe(0);
    const { id, outputs } = JSON.parse(ran.stdout);
    expect(outputs.best.rate).toBe(0.1);
    const again = await dev.troupe("watch", id, "-o", "json");
    expect(JSON.parse(again.stdout)).toMatchObject({ id, state: "succeeded", outputs });
    const points = await dev.troupe("metrics", id, "-o", "json");
    expect(JSON.parse(points.stdout).length).toBe(150);
  });

  test("space of its store is given back, and it goes on", async () => {
    const reclaimed = await dev.troupe("reclaim", "-o", "json");
    expect(reclaimed.code, reclaimed.stderr).toBe(0);
    expect(JSON.parse(reclaimed.stdout)).toMatchObject({ state: "ok", bytes: expect.any(Number) });
    expect((await (await dev.client().submit("greeting", {})).wait()).state).toBe("succeeded");
  });

  test("its state is shown, whoever answers", async () => {
    const shown = await dev.troupe("status", "-o", "json");
    expect(shown.code, shown.stderr).toBe(0);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      leader: { term: expect.any(Number), since: expect.any(String) },
      store: { state: "ok" },
      load: { agents: { ready: 1 }, queuedTasks: 0, runningAttempts: 0 },
    });
  });
});
