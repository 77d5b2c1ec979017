/** Measures all contestants in turns, there and back: what changes on the machine meanwhile changes for all of them. */
import type { Contestant } from "./contestant.ts";
import type { Sample } from "./figures.ts";

/** Samples by contestant, in the order of the repeats. */
export async function interleave(
  contestants: readonly Contestant[],
  repeats: number,
  onTurn: (name: string, repeat: number) => void,
): Promise<ReadonlyMap<string, readonly Sample[]>> {
  const samples = new Map<string, Sample[]>(contestants.map(({ name }) => [name, []]));
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const contestant of repeat % 2 === 0 ? contestants : contestants.toReversed()) {
      onTurn(contestant.name, repeat);
      samples.get(contestant.name)?.push(await contestant.measure());
    }
  }
  return samples;
}
