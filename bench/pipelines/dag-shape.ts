/** 100 layers of 100 tasks; each task adds two neighbours of the layer above. */
export const depth = 100;
export const width = 100;

const modulus = 1_000_003;

export function add(left: number, right: number): number {
  return (left + right) % modulus;
}
