/** Bearer tokens: who may call. Compared in constant time, so that answers tell nothing about how close a guess was. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { TokenLine } from "@troupe/proto";
import type { Caller } from "./caller.ts";

interface Known {
  readonly digest: Buffer;
  readonly caller: Caller;
}

export class Tokens {
  readonly #known: readonly Known[];

  constructor(tokens: readonly TokenLine[]) {
    const provesNames = tokens.some(({ subject }) => subject !== null);
    this.#known = tokens.map(({ subject, token }) => ({ digest: digest(token), caller: { subject, provesNames } }));
  }

  /** Undefined if the token is none of ours. */
  callerOf(token: string): Caller | undefined {
    const given = digest(token);
    // Every token is compared, so that the time does not tell which one matched.
    return this.#known.filter((known) => timingSafeEqual(known.digest, given))[0]?.caller;
  }

  /** `authorization: Bearer …`. */
  callerBy(authorization: string | undefined): Caller | undefined {
    const [, token] = /^Bearer +([^\s]+)$/i.exec(authorization ?? "") ?? [];
    return token === undefined ? undefined : this.callerOf(token);
  }
}

export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Of equal length whatever the token, as the comparison needs it. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
