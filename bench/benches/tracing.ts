/** The fan-out with tracing and without it, in turns: two clusters, of which one sends its spans to another process. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Bench, Contestant } from "../measure/contestant.ts";
import { startCluster } from "../system/cluster.ts";
import { clustered } from "../system/deployment.ts";
import { measureFanout, tasks } from "./fanout.ts";

/** Of a span as it is sent: fewer bytes than any of them has, so that what did not come is noticed. */
const bytesPerSpan = 50;

export const tracing: Bench = {
  name: "tracing",
  async open({ folder }) {
    await using stack = new AsyncDisposableStack();
    const sink = stack.use(await startSink());
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
    const off = stack.use(await startCluster(join(folder, "off")));
    const on = stack.use(await startCluster(join(folder, "on"), { env }));
    for (const { troupe } of [off, on]) {
      await troupe.apply("fanout.ts");
      for (let round = 0; round < 2; round += 1) await measureFanout(troupe);
    }
    const opened = stack.move();
    return {
      contestants: [
        { name: "tracing off", durability: clustered.durability, measure: () => measureFanout(off.troupe) },
        {
          name: "tracing on",
          durability: clustered.durability,
          floor: "tracing off",
          goals: [{ figure: "tasks_per_second", measure: "ratio", bound: "at least", limit: 0.9 }],
          measure: async () => {
            const before = await sink.bytes();
            const sample = await measureFanout(on.troupe);
            const sent = (await sink.bytes()) - before;
            if (sent < tasks * bytesPerSpan) throw new Error(`${tasks} tasks sent only ${sent} bytes of spans`);
            return sample;
          },
        },
      ] satisfies Contestant[],
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};

interface Sink extends AsyncDisposable {
  readonly url: string;
  /** Taken so far. */
  bytes(): Promise<number>;
}

async function startSink(): Promise<Sink> {
  const program = join(import.meta.dirname, "../system/span-sink.ts");
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    url,
    bytes: async () => ((await (await fetch(url)).json()) as { readonly bytes: number }).bytes,
    [Symbol.asyncDispose]: () => ended(child),
  };
}

/** It ends with its input. */
async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.stdin?.end();
  await exit;
}
