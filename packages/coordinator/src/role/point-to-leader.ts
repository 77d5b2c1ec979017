/** Whoever asks a coordinator for what only the leader can do is told where the leader is. */
import { TroupeError } from "@troupe/core";
import type { LeaderInfo } from "@troupe/engine";
import type { ApiMethod, ApiService } from "../api/api.ts";

export type FindLeader = () => LeaderInfo | undefined;

/** For an error's details: `leader` is host:port, `leader_http` an address for browsers. Empty if nobody is known to lead. */
export function leaderDetails(leader: LeaderInfo | undefined): Readonly<Record<string, string>> {
  return {
    ...(leader?.address ? { leader: leader.address } : {}),
    ...(leader?.httpUrl ? { leader_http: leader.httpUrl } : {}),
  };
}

export function pointToLeader(services: readonly ApiService[], findLeader: FindLeader): readonly ApiService[] {
  return services.map((service) => ({
    ...service,
    methods: Object.fromEntries(
      Object.entries(service.methods).map(([name, method]) => [name, pointing(method, findLeader)]),
    ),
  }));
}

function pointing(method: ApiMethod, findLeader: FindLeader): ApiMethod {
  return (request, context) => {
    const answer = method(request, context);
    return Symbol.asyncIterator in answer
      ? streamed(answer, findLeader)
      : answer.catch((error: unknown) => {
          throw withLeader(error, findLeader);
        });
  };
}

async function* streamed(items: AsyncIterable<unknown>, findLeader: FindLeader): AsyncGenerator<unknown> {
  try {
    yield* items;
  } catch (error) {
    throw withLeader(error, findLeader);
  }
}

function withLeader(error: unknown, findLeader: FindLeader): unknown {
  if (!(error instanceof TroupeError) || error.code !== "NOT_LEADER") return error;
  const details = { ...error.details, ...leaderDetails(findLeader()) };
  return new TroupeError(error.message, { code: error.code, reaction: error.reaction, details, cause: error });
}
