import { expect, test } from "vitest";
import { tableOf } from "../test/fault/support/fault-table.ts";

test("a table of faults tells how often each was tried, how long it took, and what it cost", () => {
  const trials = [100, 300, 200].map((recoveryMs) => ({ recoveryMs, lost: 0, duplicated: 0 }));
  const rows = [
    { fault: "the leader is killed", survived: true, trials },
    { fault: "NATS is away", survived: false, trials: [{ recoveryMs: 12.4, lost: 2, duplicated: 1 }] },
    { fault: "it never got so far", survived: false, trials: [] },
  ];
  expect(tableOf(rows).split("\n")).toEqual([
    "fault                 repeats  survived  recovery p50     p99  lost  duplicated",
    "the leader is killed        3       yes        200 ms  300 ms     0           0",
    "NATS is away                1        NO         12 ms   12 ms     2           1",
    "it never got so far         0        NO             -       -     0           0",
  ]);
});
