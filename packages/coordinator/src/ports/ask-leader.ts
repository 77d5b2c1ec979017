/** A question that a coordinator hands on to the one that leads. */
import type { Caller } from "../access/caller.ts";

/** Marks what another coordinator asks, by its name: that is answered from here, and never handed on again. */
export const askedByHeader = "troupe-asked-by";

/** Undefined if nobody else is known to lead, or the leader does not answer in time; throws what it refuses. */
export type AskLeader = <Request, Answer>(
  method: RelayedMethod<Request, Answer>,
  request: Request,
) => Promise<Answer | undefined>;

/**
 * A call that a coordinator carries to the one that leads for a caller who cannot go there: a browser signs in to one
 * coordinator. The leader knows it for that caller's. Undefined if nobody else is known to lead, or the leader does not
 * answer: then nobody knows whether it was done. Throws what the leader refuses.
 */
export type HandOn = <Request, Answer>(
  method: RelayedMethod<Request, Answer>,
  request: Request,
  caller: Caller,
) => Promise<Answer | undefined>;

/** What it takes of a method's definition. */
export interface RelayedMethod<Request, Answer> {
  readonly path: string;
  requestSerialize(request: Request): Buffer;
  responseDeserialize(bytes: Buffer): Answer;
}
