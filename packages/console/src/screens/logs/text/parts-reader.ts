/** Takes apart what ReadLogs sends as application/vnd.troupe.log-parts: a line of JSON, then so many bytes, and again. */

export interface LogPart {
  readonly attempt: number;
  readonly stream: LogStreamName;
  readonly offset: number;
  readonly data: Uint8Array;
  readonly gap: number;
  /** Milliseconds. */
  readonly at: number;
  /** Bytes that the stream had when this was read. */
  readonly length: number;
}

export const streamNames = ["LOG_STREAM_STDOUT", "LOG_STREAM_STDERR", "LOG_STREAM_MESSAGES"] as const;
export type LogStreamName = (typeof streamNames)[number];

/** A message of ReadLogs as JSON has it, with or without its data; wide numbers as texts or not. */
export interface WireLogPart {
  readonly attempt: number;
  readonly stream: string;
  readonly offset: string | number;
  readonly gap: string | number;
  readonly at?: string | undefined;
  readonly length: string | number;
}

const lineEnd = 0x0a;
/** No head is longer: what comes is then something else. */
const longestHead = 4096;

export class PartsReader {
  #head = new Uint8Array();
  #part: (WireLogPart & { readonly bytes: number }) | undefined;
  #read = 0;

  /** Pieces of parts as they come: one of 256 KiB may come in several. Throws on what is no such stream. */
  *push(chunk: Uint8Array): Generator<LogPart> {
    for (let rest = chunk; rest.length > 0; ) {
      if (this.#part === undefined) {
        rest = this.#readHead(rest);
        if (this.#part !== undefined && (this.#part as { bytes: number }).bytes === 0)
          yield this.#take(new Uint8Array());
      } else {
        const data = rest.subarray(0, this.#part.bytes - this.#read);
        rest = rest.subarray(data.length);
        yield this.#take(data);
      }
    }
  }

  #readHead(chunk: Uint8Array): Uint8Array {
    const end = chunk.indexOf(lineEnd);
    const line = joined(this.#head, end < 0 ? chunk : chunk.subarray(0, end));
    if (line.length > longestHead) throw new TypeError("a log came in a form that is none of Troupe's");
    this.#head = line;
    if (end < 0) return new Uint8Array();
    this.#part = JSON.parse(new TextDecoder().decode(line));
    this.#head = new Uint8Array();
    this.#read = 0;
    return chunk.subarray(end + 1);
  }

  #take(data: Uint8Array): LogPart {
    const part = this.#part;
    if (part === undefined) throw new TypeError("bytes before their head");
    const piece = toPart(part, data);
    const told = { ...piece, offset: piece.offset + this.#read, gap: this.#read === 0 ? piece.gap : 0 };
    this.#read += data.length;
    if (this.#read >= part.bytes) this.#part = undefined;
    return told;
  }
}

export function toPart(message: WireLogPart, data: Uint8Array): LogPart {
  return {
    attempt: message.attempt,
    stream: message.stream as LogStreamName,
    offset: Number(message.offset),
    data,
    gap: Number(message.gap),
    at: Date.parse(message.at ?? "") || 0,
    length: Number(message.length),
  };
}

function joined(a: Uint8Array<ArrayBuffer>, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
