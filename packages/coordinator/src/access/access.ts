/** Who may call, and by what they prove it. */

import type { Caller } from "./caller.ts";
import { readTokenFile } from "./token-file.ts";
import { newToken, Tokens } from "./tokens.ts";

export interface Access {
  /** New with each start: what this machine's own clients use, announced to its user alone. It names nobody. */
  readonly token: string;
  readonly tokens: Tokens;
  /** Of the token file, which every coordinator of a cluster has; null without one. */
  readonly shared: string | null;
  /**
   * By which another coordinator knows that it is this caller whose call is handed on: null where it asks for none;
   * undefined if there is none that says no more, and no less, than is proven.
   */
  tokenFor(caller: Pick<Caller, "subject">): string | null | undefined;
  /** Whether gRPC asks for a token. On loopback without a token file it does not. */
  readonly required: boolean;
}

export async function openAccess(tokenFile: string | null): Promise<Access> {
  const token = newToken();
  const own = { subject: null, token };
  if (tokenFile === null)
    return { token, tokens: new Tokens([own]), shared: null, tokenFor: () => null, required: false };
  const lines = await readTokenFile(tokenFile);
  // A coordinator is nobody in particular.
  const shared = lines.find(({ subject }) => subject === null) ?? lines[0];
  const tokenFor = ({ subject }: Pick<Caller, "subject">) => lines.find((line) => line.subject === subject)?.token;
  return { token, tokens: new Tokens([own, ...lines]), shared: shared?.token ?? null, tokenFor, required: true };
}
