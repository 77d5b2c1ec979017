/**
 * When the bytes of a log came, as a sealed run keeps it: whoever reads two streams side by side puts them in order by it.
 * Coarser than it was, so that no log makes its run's manifest large.
 */

export interface SealedPart {
  readonly offset: number;
  readonly length: number;
  /** When its first bytes were read from the attempt. */
  readonly at: number;
}

/** As close together two pieces make one part. */
const nearMs = 50;
/** No log goes on for longer. */
const farthestMs = 1e12;

export class LogParts {
  readonly #most: number;
  /** At which they are joined again. */
  #limit: number;
  #nearMs = nearMs;
  #parts: SealedPart[] = [];

  /** About so many parts at most, and one more for each gap. */
  constructor(most = 1000) {
    this.#most = most;
    this.#limit = most;
  }

  add(part: SealedPart): void {
    if (part.length === 0) return;
    joinOrPush(this.#parts, part, this.#nearMs);
    if (this.#parts.length > this.#limit) this.#join();
  }

  get parts(): readonly SealedPart[] {
    return this.#parts;
  }

  #join(): void {
    while (this.#parts.length > this.#most && this.#nearMs < farthestMs) {
      this.#nearMs *= 2;
      const joined: SealedPart[] = [];
      for (const part of this.#parts) joinOrPush(joined, part, this.#nearMs);
      this.#parts = joined;
    }
    // Where gaps keep parts asunder, looking again at each new one would cost more than it saves.
    this.#limit = Math.max(this.#most, 2 * this.#parts.length);
  }
}

function joinOrPush(parts: SealedPart[], part: SealedPart, near: number): void {
  const last = parts.at(-1);
  if (last !== undefined && last.offset + last.length === part.offset && part.at - last.at < near)
    parts[parts.length - 1] = { ...last, length: last.length + part.length };
  else parts.push(part);
}
