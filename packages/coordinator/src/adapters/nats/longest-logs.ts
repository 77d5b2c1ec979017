/** How long each log was when this process wrote it last. One that is shorter now was lost with the server's store. */
import type { StreamKey } from "@troupe/engine";

/** Beyond, the log that was new longest ago is forgotten: what is lost of it then becomes a gap. */
const most = 50_000;

export class LongestLogs {
  readonly #lengths = new Map<string, number>();

  note(key: StreamKey, length: number): void {
    const name = nameOf(key);
    this.#lengths.set(name, Math.max(length, this.#lengths.get(name) ?? 0));
    const oldest = this.#lengths.keys().next().value;
    if (this.#lengths.size > most && oldest !== undefined) this.#lengths.delete(oldest);
  }

  isLost(key: StreamKey, length: number): boolean {
    return length < (this.#lengths.get(nameOf(key)) ?? 0);
  }
}

function nameOf({ runId, task, attempt, stream }: StreamKey): string {
  return `${runId} ${task} ${attempt} ${stream}`;
}
