import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { pipeline, task, z } from "@troupe/sdk";

/** A line that is on the disk before the function ends: what was done, whoever believes that it was. */
const write = task(
  "write",
  { input: { ledger: z.string(), value: z.int() }, output: z.int() },
  ({ ledger, value }, { attempt }) => {
    const file = openSync(ledger, "a");
    writeSync(file, `${attempt.runId} ${attempt.task} ${attempt.attempt}\n`);
    fsyncSync(file);
    closeSync(file);
    return value + 1;
  },
);

export const steps = 10;

export default pipeline("failover", { params: { ledger: z.string() } }, ({ params: { ledger } }) => {
  let value = write({ ledger, value: 0 }, { id: "write-1" });
  for (let index = 2; index <= steps; index += 1) value = write({ ledger, value }, { id: `write-${index}` });
  return { value };
});
