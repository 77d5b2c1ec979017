/** Many submits, some of them on their way at once, as from a few clients. */
const atOnce = 64;

export async function submitAll<Run>(runs: number, submit: (index: number) => Promise<Run>): Promise<readonly Run[]> {
  const submitted: Run[] = [];
  let next = 0;
  const lanes = Array.from({ length: atOnce }, async () => {
    for (let index = next++; index < runs; index = next++) submitted[index] = await submit(index);
  });
  await Promise.all(lanes);
  return submitted;
}
