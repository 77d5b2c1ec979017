/** Events of a span under way, the first of them: a run may expand maps and skip tasks by the thousand. */
import type { SpanAttributes, SpanEvent } from "./trace-span.ts";

/** What OpenTelemetry allows a span by default. */
const maxEvents = 128;

export class SpanEvents {
  readonly #kept: SpanEvent[] = [];
  #dropped = 0;

  add(name: string, at: number, attributes: SpanAttributes): void {
    if (this.#kept.length < maxEvents) this.#kept.push({ name, at, attributes });
    else this.#dropped += 1;
  }

  get kept(): readonly SpanEvent[] {
    return this.#kept;
  }

  get dropped(): number {
    return this.#dropped;
  }
}
