/** gRPC as bytes over HTTP/2, for what no client would do: send rubbish, or read nothing at all. */
import { once } from "node:events";
import http2 from "node:http2";

export interface RawCall {
  readonly stream: http2.ClientHttp2Stream;
  /** What has come so far. */
  readonly received: Readonly<Received>;
  /** Reads everything that comes; answers the status that ended the call. */
  finish(): Promise<number>;
}

interface Received {
  bytes: number;
  /** What the status says, once it is there. */
  message: string;
}

export class RawGrpc {
  readonly #session: http2.ClientHttp2Session;

  constructor(address: string) {
    this.#session = http2.connect(`http://${address}`);
    this.#session.on("error", () => undefined);
  }

  call(path: string, body: Uint8Array): RawCall {
    const stream = this.#session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
    });
    stream.on("error", () => undefined);
    const received = { bytes: 0, message: "" };
    const status = statusOf(stream, received);
    stream.end(body);
    const finish = async (): Promise<number> => {
      stream.on("data", (data: Buffer) => {
        received.bytes += data.length;
      });
      return await status;
    };
    return { stream, received, finish };
  }

  close(): void {
    this.#session.destroy();
  }
}

/** One message in its frame: a byte for compression, four for the length. */
export function frame(message: Uint8Array): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

/** A field of text or bytes, as protobuf writes it. */
export function field(number: number, value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** In the trailers, or in the headers if nothing else was sent; -1 if the stream ended without any. */
async function statusOf(stream: http2.ClientHttp2Stream, received: Received): Promise<number> {
  let status = -1;
  const take = (headers: http2.IncomingHttpHeaders): void => {
    if ("grpc-status" in headers) status = Number(headers["grpc-status"]);
    received.message = decodeURIComponent(String(headers["grpc-message"] ?? received.message));
  };
  stream.on("trailers", take).on("response", take);
  await once(stream, "close");
  return status;
}
