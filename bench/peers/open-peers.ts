/** The others, doing the same work in the same turns. */
import type { Contestant } from "../measure/contestant.ts";

export async function openPeers(
  _bench: "hop" | "fanout" | "chains",
  _folder: string,
  _stack: AsyncDisposableStack,
): Promise<readonly Contestant[]> {
  return [];
}
