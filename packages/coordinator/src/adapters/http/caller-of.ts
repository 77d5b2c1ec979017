/** Who sent a request, once its token was looked at. */
import type { FastifyRequest } from "fastify";
import { type Caller, nobodyInParticular } from "../../access/caller.ts";

const callers = new WeakMap<FastifyRequest, Caller>();

export function noteCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

export function callerOf(request: FastifyRequest): Caller {
  return callers.get(request) ?? nobodyInParticular;
}
