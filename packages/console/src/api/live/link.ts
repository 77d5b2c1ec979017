/** Runs a Multiplexer with fetch and a timer: in the SharedWorker, or in the page where there is none. */
import { wideFields } from "virtual:wide-fields";
import { toRefusal } from "../call-error.ts";
import { widen } from "../wide-fields.ts";
import { type LinkInput, type LinkOutput, Multiplexer } from "./multiplexer.ts";
import { SseParser } from "./sse-parser.ts";
import type { LinkStatus, StreamEvent, StreamRequest } from "./stream-event.ts";

/** What a subscriber is told. */
export type LiveNotice =
  | Extract<LinkOutput, { readonly id: string }>
  | { readonly type: "status"; readonly status: LinkStatus };

const address = "/troupe.v1/streams";

export class Link {
  readonly #machine = new Multiplexer({ random: Math.random });
  readonly #connections = new Map<number, AbortController>();
  readonly #tell: (notice: LiveNotice) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (notice: LiveNotice) => void) {
    this.#tell = tell;
  }

  subscribe(stream: StreamRequest): void {
    this.#step({ type: "subscribe", stream });
  }

  unsubscribe(id: string): void {
    this.#step({ type: "unsubscribe", id });
  }

  #step(input: LinkInput): void {
    for (const output of this.#machine.step(input)) this.#do(output);
  }

  #do(output: LinkOutput): void {
    switch (output.type) {
      case "open":
        void this.#read(output.connection, output.streams);
        break;
      case "close":
        this.#connections.get(output.connection)?.abort();
        this.#connections.delete(output.connection);
        break;
      case "timer":
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#step({ type: "timer" }), output.ms);
        break;
      case "message": {
        const name = output.method.replace("troupe.v1.", "");
        this.#tell({ ...output, message: widen(wideFields, wideFields.responses[name], output.message) });
        break;
      }
      default:
        this.#tell(output);
    }
  }

  async #read(connection: number, streams: readonly StreamRequest[]): Promise<void> {
    const ending = new AbortController();
    this.#connections.set(connection, ending);
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "text/event-stream" },
        body: JSON.stringify({ streams }),
        signal: ending.signal,
      });
      if (!response.ok || response.body === null) {
        const refusal = toRefusal(response.status, await response.json().catch(() => undefined));
        this.#step({ type: "closed", connection, refusal });
        return;
      }
      this.#step({ type: "opened", connection });
      await this.#follow(connection, response.body);
    } catch {
      // It broke, or we have closed it. Which of them, the machine knows.
    }
    this.#connections.delete(connection);
    this.#step({ type: "closed", connection });
  }

  async #follow(connection: number, body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const parser = new SseParser();
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const data of parser.push(value))
        this.#step({ type: "event", connection, event: JSON.parse(data) as StreamEvent });
    }
  }
}
