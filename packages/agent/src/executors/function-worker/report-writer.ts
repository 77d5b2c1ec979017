/** A worker's reports to its agent, in batches. */
import { writeSync } from "node:fs";
import { type Report, reportLimit } from "./wire.ts";

/** A batch is written when the event loop comes round, when it has this size, */
const batchLength = 64 * 1024;
/** or with the first report after this time: a function that computes for long lets no event loop come round. */
const batchMs = 50;

export class ReportWriter {
  /** No batches: every report goes out at once. */
  isEager = false;
  readonly #fd: number;
  #lines: string[] = [];
  #length = 0;
  #isScheduled = false;
  #writtenAt = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** False if it is too long. */
  send(report: Report): boolean {
    const line = JSON.stringify(report);
    if (line.length > reportLimit) return false;
    this.#lines.push(line);
    this.#length += line.length;
    if (this.isEager || this.#length > batchLength || performance.now() - this.#writtenAt > batchMs) this.flush();
    else this.#schedule();
    return true;
  }

  /**
   * Waits if the agent is slow to read: what is told faster than it can be taken holds up whoever tells it, and fills no
   * memory. An agent that is gone is found out here at the latest.
   */
  flush(): void {
    if (this.#lines.length === 0) return;
    let rest: Uint8Array = Buffer.from(`${this.#lines.join("\n")}\n`);
    this.#lines = [];
    this.#length = 0;
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(this.#fd, rest));
    } catch {
      process.kill(process.pid, "SIGKILL");
    }
    this.#writtenAt = performance.now();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }
}
