/** Pools as they stand on the wire. */
import type { PoolView } from "@troupe/engine";
import type { Pool } from "@troupe/proto";

export function toPool({ name, slots, description, used, waiting }: PoolView): Pool {
  return {
    name,
    slots,
    description,
    ...(used === null ? {} : { used }),
    ...(waiting === null ? {} : { waiting }),
  };
}
