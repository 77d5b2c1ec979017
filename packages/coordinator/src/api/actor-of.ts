import type { CallContext } from "./call-context.ts";

/** Who does it: whom the token names, whatever the caller says; where it names nobody, who the caller says that it is. */
export function actorOf({ caller }: CallContext, claimed: string): string {
  return caller.subject ?? claimed;
}
