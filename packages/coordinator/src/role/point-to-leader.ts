/** Whoever asks a coordinator for what only the leader can do is told where the leader is. */
import { TroupeError } from "@troupe/core";
import type { LeaderInfo } from "@troupe/engine";
import type { ApiMethod, ApiService } from "../api/api.ts";

export type FindLeader = () => LeaderInfo | undefined;

/** For an error's details: `leader` is host:port, `leader_http` an address for browsers, `leader_term` by what it leads. Empty if nobody is known to lead. */
export function leaderDetails(leader: LeaderInfo | undefined): Readonly<Record<string, string>> {
  return {
    ...(leader?.address ? { leader: leader.address } : {}),
    ...(leader?.httpUrl ? { leader_http: leader.httpUrl } : {}),
    ...(leader?.address || leader?.httpUrl ? { leader_term: String(leader.term) } : {}),
  };
}

export interface WayToLeader {
  readonly findLeader: FindLeader;
  /** See Role. Who is refused in the middle of an election is told where to go when that is over, and asks once. */
  untilLed(): Promise<void>;
}

export function pointToLeader(services: readonly ApiService[], way: WayToLeader): readonly ApiService[] {
  return services.map((service) => ({
    ...service,
    methods: Object.fromEntries(Object.entries(service.methods).map(([name, method]) => [name, pointing(method, way)])),
  }));
}

function pointing(method: ApiMethod, way: WayToLeader): ApiMethod {
  return (request, context) => {
    const answer = method(request, context);
    return Symbol.asyncIterator in answer
      ? streamed(answer, way)
      : answer.catch(async (error: unknown) => {
          throw await withLeader(error, way);
        });
  };
}

async function* streamed(items: AsyncIterable<unknown>, way: WayToLeader): AsyncGenerator<unknown> {
  try {
    yield* items;
  } catch (error) {
    throw await withLeader(error, way);
  }
}

async function withLeader(error: unknown, { findLeader, untilLed }: WayToLeader): Promise<unknown> {
  if (!(error instanceof TroupeError) || error.code !== "NOT_LEADER") return error;
  await untilLed();
  const details = { ...error.details, ...leaderDetails(findLeader()) };
  return new TroupeError(error.message, { code: error.code, reaction: error.reaction, details, cause: error });
}
