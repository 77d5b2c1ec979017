/** What two of them write, in one group. */
import type { Group } from "./group.ts";

type Records = Pick<Group, "puts" | "deletes">;

export function joined(a: Records, b: Records): Records {
  return { puts: [...(a.puts ?? []), ...(b.puts ?? [])], deletes: [...(a.deletes ?? []), ...(b.deletes ?? [])] };
}
