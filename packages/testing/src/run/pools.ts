/** The pools of a run in memory. */
import { type PipelineSpec, poolNames, specLimits } from "@troupe/core";
import type { Engine } from "@troupe/engine";

/** Slots by name. */
export type PoolOptions = Readonly<Record<string, number>>;

/** Those that a test gives, and of every other that a step asks for more slots than anybody needs. */
export async function makePools(
  { pools }: Pick<Engine, "pools">,
  specs: readonly PipelineSpec[],
  given: PoolOptions = {},
): Promise<void> {
  const asked = specs.flatMap((spec) => [...poolNames(spec)]);
  const all = { ...Object.fromEntries(asked.map((name) => [name, specLimits.slots])), ...given };
  for (const [name, slots] of Object.entries(all)) await pools.set(name, { slots });
}
