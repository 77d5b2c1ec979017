/** Calls as bytes over HTTP/2, for what no gRPC client would do: send rubbish, or read nothing at all. */
import { once } from "node:events";
import http2 from "node:http2";

export interface RawCall {
  readonly stream: http2.ClientHttp2Stream;
  /** Reads everything that comes; answers the status that ended the call. */
  finish(): Promise<{ readonly status: number; readonly message: string; readonly bytes: number }>;
}

export class RawClient {
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
    const status = statusOf(stream);
    stream.end(body);
    return {
      stream,
      async finish() {
        let bytes = 0;
        for await (const chunk of stream) bytes += chunk.length;
        return { ...(await status), bytes };
      },
    };
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

/** In the trailers, or in the headers if nothing else was sent. */
async function statusOf(stream: http2.ClientHttp2Stream): Promise<{ status: number; message: string }> {
  const headers = await Promise.race([
    once(stream, "trailers").then(([found]) => found),
    once(stream, "response").then(([found]) => ("grpc-status" in found ? found : new Promise(() => undefined))),
  ]);
  return { status: Number(headers["grpc-status"]), message: decodeURIComponent(headers["grpc-message"] ?? "") };
}
