/** Bearer tokens: who may call. Compared in constant time, so that answers tell nothing about how close a guess was. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

export class Tokens {
  readonly #digests: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.#digests = tokens.map(digest);
  }

  accepts(token: string): boolean {
    const given = digest(token);
    // Every token is compared, so that the time does not tell which one matched.
    return this.#digests.filter((known) => timingSafeEqual(known, given)).length > 0;
  }

  /** `authorization: Bearer …`. */
  acceptsHeader(authorization: string | undefined): boolean {
    const [, token] = /^Bearer +([^\s]+)$/i.exec(authorization ?? "") ?? [];
    return token !== undefined && this.accepts(token);
  }
}

export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Of equal length whatever the token, as the comparison needs it. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
