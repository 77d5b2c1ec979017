/** Who may call, and by what they prove it. */

import { readTokenFile } from "./token-file.ts";
import { newToken, Tokens } from "./tokens.ts";

export interface Access {
  /** New with each start: what this machine's own clients use, announced to its user alone. */
  readonly token: string;
  readonly tokens: Tokens;
  /** Whether gRPC asks for a token. On loopback without a token file it does not. */
  readonly required: boolean;
}

export async function openAccess(tokenFile: string | null): Promise<Access> {
  const token = newToken();
  if (tokenFile === null) return { token, tokens: new Tokens([token]), required: false };
  return { token, tokens: new Tokens([token, await readTokenFile(tokenFile)]), required: true };
}
