import { type AskLeader, askedByHeader } from "../ports/ask-leader.ts";
import type { CallContext } from "./call-context.ts";

/** Another coordinator asks, which takes this one for the leader: it is not asked on. */
export function isRelayed(context: CallContext): boolean {
  return context.header(askedByHeader) !== undefined;
}

/** The way to the leader for whoever calls. */
export function askedBy(context: CallContext, askLeader: AskLeader): AskLeader {
  return isRelayed(context) ? async () => undefined : askLeader;
}
