/**
 * A million numbered lines of 160 bytes from one program, through agent and coordinator, to a reader that follows them
 * while they are written: from the submit to the last line.
 */
import type { RunHandle } from "@troupe/sdk/client";
import { openStreamFloor } from "../floors.ts";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import type { Deployment } from "../system/deployment.ts";
import type { Troupe } from "../system/troupe.ts";
import { NumberedLines } from "./numbered-lines.ts";
import { succeed } from "./succeed.ts";

const lines = 1_000_000;
const bytesPerLine = 160;

/** What is on the disk before an acknowledgement, or with whom. */
const durability = {
  "": "fsync before each acknowledgement; the reader sees what is synced",
  "-cluster": "JetStream has it before each acknowledgement, and the agent's file keeps it; the reader sees that",
} as const satisfies Record<Deployment["suffix"], string>;

export function logs(deployment: Deployment): Bench {
  const name = `logs${deployment.suffix}`;
  return {
    name,
    async open({ folder }) {
      await using stack = new AsyncDisposableStack();
      const floor = stack.use(await openStreamFloor(lines, bytesPerLine));
      const { troupe } = stack.use(await deployment.open(folder));
      await troupe.apply("logs.ts");
      await measure(troupe, lines / 10);
      const opened = stack.move();
      return {
        contestants: [
          {
            name: `${name} floor`,
            durability: "none",
            measure: async () => ({ lines_per_second: await floor.measure() }),
          },
          {
            name,
            durability: durability[deployment.suffix],
            floor: `${name} floor`,
            goals: [
              { figure: "lines_per_second", measure: "ratio", bound: "at least", limit: 0.2 },
              { figure: "lost", measure: "value", bound: "at most", limit: 0 },
              { figure: "duplicated", measure: "value", bound: "at most", limit: 0 },
            ],
            measure: () => measure(troupe, lines),
          },
        ] satisfies Contestant[],
        [Symbol.asyncDispose]: () => opened.disposeAsync(),
      };
    },
  };
}

async function measure({ client, idle }: Troupe, count: number): Promise<Sample> {
  const began = performance.now();
  const run = await client.submit("logs", { lines: count, digits: bytesPerLine - 1 });
  const read = await readAll(run);
  const took = performance.now() - began;
  await succeed(run, 1);
  await idle();
  const { lost, duplicated } = read.countedAgainst(count);
  return { lines_per_second: ((count - lost) / took) * 1000, lost, duplicated };
}

async function readAll(run: RunHandle<unknown>): Promise<NumberedLines> {
  const read = new NumberedLines(bytesPerLine);
  for await (const { data } of run.logs("write", { follow: true, streams: ["stdout"] })) read.take(data);
  return read;
}
