/** A server's stream as an async iterable: ends with it, fails as a TroupeError, and hangs up when nobody reads on. */
import type { ClientReadableStream } from "@grpc/grpc-js";

export async function* received<Message>(
  open: () => ClientReadableStream<Message>,
  translate: (error: unknown) => unknown,
  signal?: AbortSignal,
): AsyncGenerator<Message, void, undefined> {
  signal?.throwIfAborted();
  const call = open();
  const hangUp = (): void => call.cancel();
  // After the reader has left, the cancelled call still reports its end; unheard, that would end the process.
  call.on("error", () => {});
  signal?.addEventListener("abort", hangUp, { once: true });
  try {
    for await (const message of call) yield message as Message;
  } catch (error) {
    signal?.throwIfAborted();
    throw translate(error);
  } finally {
    signal?.removeEventListener("abort", hangUp);
    hangUp();
  }
}
