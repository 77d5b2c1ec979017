import { expect, test } from "vitest";
import { createProgram } from "../program.ts";
import { plain } from "../render/style.ts";
import { candidatesFor, type KnownNames } from "./candidates.ts";

const one = (value: string) => async () => [{ value, description: "" }];
const names: KnownNames = {
  runs: one("r-1"),
  tasks: async (runId) => [{ value: `train of ${runId}`, description: "" }],
  pipelines: one("churn"),
  agents: one("gpu-1"),
  backfills: async () => [],
  pools: async () => [{ value: "db", description: "" }],
};

async function complete(line: string): Promise<readonly string[]> {
  const program = createProgram(async () => {}, plain, plain);
  const { candidates, takesFiles } = await candidatesFor(program, line.split(" ").slice(1), names);
  return [...candidates.map(({ value }) => value), ...(takesFiles ? ["FILES"] : [])];
}

test.each([
  ["troupe ru", ["run"]],
  [
    "troupe get ",
    [
      "pipelines",
      "versions",
      "runs",
      "tasks",
      "datasets",
      "artifacts",
      "approvals",
      "waits",
      "pools",
      "schedules",
      "backfills",
      "agents",
    ],
  ],
  ["troupe get run -o ", ["json", "yaml", "wide", "name"]],
  ["troupe get runs -o j", ["json"]],
  ["troupe get tasks ", ["r-1"]],
  ["troupe describe task r-9 ", ["train of r-9"]],
  ["troupe logs -f r-9 a t", ["train of r-9"]],
  ["troupe run ", ["churn", "FILES"]],
  ["troupe run churn --d", ["--detach"]],
  ["troupe run -p a=1 -d ", ["churn", "FILES"]],
  ["troupe plan ", ["FILES"]],
  ["troupe drain ", ["gpu-1"]],
  ["troupe pool delete ", ["db"]],
  ["troupe completion ", ["bash", "zsh", "fish"]],
  ["troupe cancel r-1 ", []],
])("%s<Tab>", async (line, values) => {
  expect(await complete(line)).toEqual(values);
});
