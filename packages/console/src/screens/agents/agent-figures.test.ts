import { expect, test } from "vitest";
import type { Agent } from "../../api/messages.ts";
import { devicesOf, fleetFigures, gaugesOf, holderOf, inOrder, matches } from "./agent-figures.ts";

const agent = (fields: Partial<Agent> = {}): Agent => ({
  ...{ agentId: "a1", state: "AGENT_STATE_READY", host: "node-1", version: "1", labels: { zone: "b" } },
  capacity: { millicpus: 4000, memoryBytes: 8 * 2 ** 30, gpus: 1 },
  allocated: { millicpus: 1500, memoryBytes: 2 * 2 ** 30, gpus: 1 },
  devices: [],
  ...{ attempts: [], isolationTier: 1, paths: ["session"] },
  ...fields,
});
const gpu = {
  uuid: "GPU-1",
  model: "NVIDIA H200",
  memoryBytes: 4 * 2 ** 30,
  leasedTo: "r/train[0]/2",
  quarantined: "",
};

test("what is in use and what was given are told apart", () => {
  const usage = { cpu: 0.5, memoryBytes: 6 * 2 ** 30, memoryTotalBytes: 12 * 2 ** 30, devices: [] };
  const [cores, memory] = gaugesOf(agent({ usage }));
  expect(cores).toMatchObject({ used: 0.5, given: 0.375, text: "50 % busy", givenText: "1.5 of 4 given" });
  expect(memory).toMatchObject({ used: 0.5, given: 0.25, text: "6.0 GiB of 12 GiB" });
});

test("an agent that was not heard is not idle", () => {
  expect(gaugesOf(agent()).map(({ used, text }) => [used, text])).toEqual([
    [undefined, "not heard"],
    [undefined, "not heard"],
  ]);
});

test("a device says who has it and how busy it is, if it tells", () => {
  const devices = [{ uuid: "GPU-1", utilization: 0.87, memoryBytes: 2 ** 30 }];
  const usage = { cpu: 0, memoryBytes: 0, memoryTotalBytes: 1, devices };
  const [known] = devicesOf(agent({ devices: [gpu], usage }));
  expect(known).toMatchObject({ number: 0, holder: { runId: "r", task: "train[0]", attempt: 2 } });
  expect([known?.busy.text, known?.memory.used]).toEqual(["87 % busy", 0.25]);
  expect(devicesOf(agent({ devices: [gpu] }))[0]?.busy).toMatchObject({ used: undefined, text: "does not tell" });
});

test("a task's name may have slashes", () => {
  expect(holderOf("r/a/b/1")).toEqual({ runId: "r", task: "a/b", attempt: 1 });
  expect(holderOf("")).toBeUndefined();
});

test("the fleet is those that are there", () => {
  const gone = agent({ agentId: "a0", state: "AGENT_STATE_GONE" });
  expect(fleetFigures([gone, agent()])).toEqual({ agents: 1, cores: "1.5 of 4", gpus: "1 of 1", attempts: 0 });
  expect(inOrder([gone, agent({ agentId: "a10" }), agent({ agentId: "a2" })]).map(({ agentId }) => agentId)).toEqual([
    "a2",
    "a10",
    "a0",
  ]);
});

test("each word of a search is found somewhere", () => {
  const there = agent({ devices: [gpu] });
  expect(["", "NODE zone=b", "h200 a1", "a1 a2"].map((text) => matches(there, text, []))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect([matches(there, "", ["ready"]), matches(there, "", ["gone", "deaf"])]).toEqual([true, false]);
});
