/** PoolService. A coordinator that follows asks the leader, and shows what is stored where that does not answer. */
import type { Faces } from "@troupe/engine";
import {
  type DeletePoolRequest__Output,
  type DeletePoolResponse,
  type GetPoolRequest__Output,
  type ListPoolsRequest__Output,
  type ListPoolsResponse,
  type Pool,
  type SetPoolRequest__Output,
  v1,
} from "@troupe/proto";
import type { AskLeader } from "../ports/ask-leader.ts";
import type { CallContext } from "./call-context.ts";
import { toPool } from "./messages/pool.ts";
import { isRelayed } from "./relayed.ts";
import { RequestCheck } from "./request-check.ts";

export function poolMethods(faces: Pick<Faces, "pools">, askLeader: AskLeader) {
  const { ListPools: listPools, GetPool: getPool } = v1.PoolService.service;
  return {
    async SetPool({ name, slots, description }: SetPoolRequest__Output): Promise<Pool> {
      return toPool(await faces.pools.set(nameOf(name), { slots, description }));
    },

    async GetPool(request: GetPoolRequest__Output, context: CallContext): Promise<Pool> {
      const name = nameOf(request.name);
      const known = isRelayed(context) ? undefined : await askLeader(getPool, request);
      return known ?? toPool(await faces.pools.get(name));
    },

    async ListPools(request: ListPoolsRequest__Output, context: CallContext): Promise<ListPoolsResponse> {
      const known = isRelayed(context) ? undefined : await askLeader(listPools, request);
      return known ?? { pools: (await faces.pools.list()).map(toPool) };
    },

    async DeletePool({ name }: DeletePoolRequest__Output): Promise<DeletePoolResponse> {
      await faces.pools.delete(nameOf(name));
      return {};
    },
  };
}

function nameOf(name: string): string {
  const check = new RequestCheck();
  check.id("name", name, "the name of a pool");
  check.done();
  return name;
}
