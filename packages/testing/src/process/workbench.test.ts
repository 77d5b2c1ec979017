/** What a test can rely on that starts processes: it hears them, holds them, and leaves nothing of them. */
import { existsSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { eventually, freePort, Workbench } from "./index.ts";
import { markedProcesses } from "./marked-processes.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

/** Elsewhere there is no /proc to look into. */
const onLinux = it.runIf(process.platform === "linux");

/** A script of this test. */
async function script(source: string): Promise<string> {
  const path = join(await bench.folder(), "script.mjs");
  await writeFile(path, source);
  return path;
}

const forever = "setInterval(() => {}, 1000);";

describe("a child", () => {
  it("is heard, also of what it said before anybody listened", async () => {
    const child = await bench.node(
      await script(`console.log("one"); console.error("listening on %d", 4000 + 2); process.stdout.write("no end")`),
    );
    expect(await child.said(/listening on (\d+)/)).toEqual(["listening on 4002", "4002"]);
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(await child.said((line) => line.startsWith("o"))).toEqual(["one"]);
    expect(await child.said(/end$/)).toEqual(["end"]);
    expect([child.stdout, child.stderr, child.isRunning]).toEqual(["one\nno end", "listening on 4002\n", false]);
  });

  it("that ends without a word fails those who wait for it, with what it said instead", async () => {
    const child = await bench.node(await script(`console.error("no such table"); process.exitCode = 3`));
    await expect(child.said(/ready/)).rejects.toThrow(
      /node script\.mjs did not say \/ready\/ before it ended\. It said:\nno such table/,
    );
    expect((await child.ended).code).toBe(3);
  });

  it("that is silent for too long does so too", async () => {
    const child = await bench.node(await script(forever));
    await expect(child.said(/ready/, { withinMs: 10 })).rejects.toThrow("within 10 ms");
  });

  it("is killed, and does nothing more", async () => {
    const child = await bench.node(await script(`process.on("SIGTERM", () => {}); console.log("up"); ${forever}`));
    await child.said(/up/);
    expect(await child.kill9()).toEqual({ code: null, signal: "SIGKILL" });
    expect(await child.kill9()).toEqual({ code: null, signal: "SIGKILL" });
  });

  it("is asked to end, and may say how", async () => {
    const child = await bench.node(
      await script(
        `process.on("SIGTERM", () => { console.log("bye"); process.exit(7) }); console.log("up"); ${forever}`,
      ),
    );
    await child.said(/up/);
    expect(await child.stop()).toEqual({ code: 7, signal: null });
    expect(child.stdout).toBe("up\nbye\n");
  });

  onLinux("can be held where it is, and goes on", async () => {
    const child = await bench.node(await script(`let n = 0; setInterval(() => console.log("tick", ++n), 1)`));
    await child.said(/tick 1/);
    child.pause();
    const state = async () => (await readFile(`/proc/${child.pid}/stat`, "utf8")).split(" ")[2];
    await eventually(state, (is) => is === "T");
    child.resume();
    const next = Number(/(\d+)\n$/.exec(child.stdout)?.[1]) + 1;
    await child.said(new RegExp(`tick ${next}$`));
  });

  it("sees the environment of the test, but for what is taken away", async () => {
    process.env.WORKBENCH_A = "a";
    const { stdout } = await bench.finish(process.execPath, ["-p", "[process.env.WORKBENCH_A, process.env.B]"], {
      env: { WORKBENCH_A: undefined, B: "b" },
    });
    delete process.env.WORKBENCH_A;
    expect(stdout).toContain("[ undefined, 'b' ]");
  });

  it("that does not exist is an error", async () => {
    await expect(bench.start("/no/such/program")).rejects.toThrow("ENOENT");
  });
});

describe("a workbench", () => {
  onLinux("ends what it started with all that those started, wherever they went", async () => {
    const folder = await bench.folder();
    const pidFile = join(folder, "pid");
    const escaped = `import("node:fs").then(({ writeFileSync }) => writeFileSync(${JSON.stringify(pidFile)}, String(process.pid))); ${forever}`;
    const parent = await script(`
      import { spawn } from "node:child_process";
      const child = spawn(process.execPath, ["-e", ${JSON.stringify(escaped)}], { detached: true, stdio: "inherit" });
      child.unref();
      console.log("started");
      process.exit(0);
    `);
    const child = await bench.node(parent);
    await child.said(/started/);
    // It holds the streams of its parent, which is gone all the same.
    expect(await child.ended).toEqual({ code: 0, signal: null });
    const pid = Number(
      await eventually(
        () => readFile(pidFile, "utf8").catch(() => ""),
        (text) => text !== "",
      ),
    );
    expect(isAlive(pid)).toBe(true);
    expect(bench.processes()).toEqual([pid]);
    await bench.clear();
    expect(bench.processes()).toEqual([]);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  it("ends what is paused or deaf, and closes what was to be closed, the last one first", async () => {
    const closed: string[] = [];
    bench.closes(() => closed.push("first"));
    bench.closes(async () => closed.push("second"));
    const child = await bench.node(await script(`process.on("SIGTERM", () => {}); console.log("up"); ${forever}`));
    await child.said(/up/);
    child.pause();
    await bench.clear();
    expect(isAlive(child.pid)).toBe(false);
    expect(closed).toEqual(["second", "first"]);
  });

  onLinux("ends it also when the test itself is killed", async () => {
    const own = join(import.meta.dirname, "workbench.ts");
    const parent = await script(`
      import { Workbench } from ${JSON.stringify(own)};
      const child = await new Workbench().start(process.execPath, ["-e", ${JSON.stringify(forever)}]);
      console.log("child", child.pid);
      ${forever}
    `);
    const child = await bench.node(parent);
    const [, pid] = await child.said(/child (\d+)/);
    expect(isAlive(Number(pid))).toBe(true);
    await child.kill9();
    await eventually(
      () => isAlive(Number(pid)),
      (alive) => !alive,
    );
  });

  it("touches nothing else", () => {
    expect(markedProcesses("TEST_WORKBENCH=no-such-bench")).toEqual([]);
  });
});

describe("a latch", () => {
  it("holds who reads from it, one at a time", async () => {
    const latch = await bench.latch();
    const source = `for n in 1 2; do read line <"${latch.path}"; echo "past $n"; done; read never <"${latch.path}"`;
    const child = await bench.start("/bin/sh", ["-c", source]);
    latch.open();
    await child.said(/past 1/);
    expect(child.stdout).toBe("past 1\n");
    latch.open();
    await child.said(/past 2/);
    expect(child.isRunning).toBe(true);
  });
});

describe("a free port", () => {
  it("is free", async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    server.close();
  });
});

describe("eventually", () => {
  it("yields what it saw when that held", async () => {
    let looks = 0;
    expect(
      await eventually(
        () => ++looks,
        (seen) => seen === 3,
        { everyMs: 1 },
      ),
    ).toBe(3);
  });

  it("gives up, and says what it saw last", async () => {
    const never = eventually(
      async () => ({ ready: false }),
      ({ ready }) => ready,
      { withinMs: 5, everyMs: 1 },
    );
    await expect(never).rejects.toThrow("it did not come to hold within 5 ms; the last look saw { ready: false }");
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readStat(pid));
  } catch {
    return false;
  }
}

function readStat(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, "utf8");
}
