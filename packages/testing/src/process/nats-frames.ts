/**
 * The protocol of NATS cut into what it says, one operation a frame, whole with its payload. From
 * https://docs.nats.io/reference/reference-protocols/nats-protocol.
 */

export interface NatsFrame {
  readonly bytes: Buffer;
  /** It carries something published; all else holds the connection together. */
  readonly isMessage: boolean;
}

const lineEnd = Buffer.from("\r\n");
/** Those with a payload; its length in bytes is the last word of the line. */
const withPayload = /^(?:PUB|HPUB|MSG|HMSG) .*?(\d+)$/i;

/** One direction of one connection. */
export class NatsFrames {
  #rest = Buffer.alloc(0);

  /** What is whole by now, in order; the rest is kept for the next piece. */
  push(piece: Uint8Array): readonly NatsFrame[] {
    this.#rest = Buffer.concat([this.#rest, piece]);
    const frames: NatsFrame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): NatsFrame | undefined {
    const end = this.#rest.indexOf(lineEnd);
    if (end === -1) return undefined;
    const payload = withPayload.exec(this.#rest.toString("latin1", 0, end))?.[1];
    const length = end + lineEnd.length + (payload === undefined ? 0 : Number(payload) + lineEnd.length);
    if (this.#rest.length < length) return undefined;
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return { bytes, isMessage: payload !== undefined };
  }
}
