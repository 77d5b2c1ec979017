/** The second half, in a process of its own. */
import { describe } from "vitest";
import { testSeeds } from "./test-seeds.ts";

describe("a cluster under faults, on virtual time", () => {
  testSeeds(151, 300);
});
