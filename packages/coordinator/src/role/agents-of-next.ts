/** The agents of a coordinator that takes over: who opens a session waits until there is an engine to open it with. */
import type { Agents, Engine } from "@troupe/engine";

export function agentsOfNext(next: Promise<Engine | undefined>, meanwhile: Agents): Agents {
  return {
    list: (options) => meanwhile.list(options),
    get: (agentId) => meanwhile.get(agentId),
    drain: (agentId, draining) => meanwhile.drain(agentId, draining),
    // Refused, like anybody else, if there will be none.
    connect: async (hello, link) => ((await next)?.agents ?? meanwhile).connect(hello, link),
  };
}
