import { v1 } from "@troupe/proto";
import { expect, test } from "vitest";
import { lookOf } from "./states.ts";

test.each(["RunState", "TaskState", "AgentState", "ExitClass"] as const)("every member of %s has a look", (name) => {
  const { value } = v1[name].type as unknown as { readonly value: readonly { readonly name: string }[] };
  const names = value.map((member) => member.name).filter((member) => !member.endsWith("_UNSPECIFIED"));
  expect(names.length).toBeGreaterThan(3);
  for (const member of names)
    expect(lookOf(member).word, member).not.toBe(member.endsWith("_UNKNOWN") ? "" : "unknown");
});

test("what is not known yet is told as that", () => {
  expect(lookOf("RUN_STATE_OF_TOMORROW").word).toBe("unknown");
});
