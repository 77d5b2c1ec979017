/** The live stream as a page sees it: `live.subscribe("RunService/WatchRun", { runId }, { onMessage })`. */
import type { Refusal } from "../call-error.ts";
import type { Method, RequestOf, ResponseOf } from "../methods.ts";
import { Hub, type HubRequest } from "./hub.ts";
import type { LiveNotice } from "./link.ts";
import type { PageMessage } from "./live-worker.ts";
import type { LinkStatus } from "./stream-event.ts";

export interface LiveHandlers<Message> {
  readonly onMessage: (message: Message) => void;
  /** Before the first message, and after each break. `resumed`: it goes on where it was; else it begins anew. */
  readonly onBegin?: (resumed: boolean) => void;
  /** For good. What passes by itself is tried again, unseen. */
  readonly onFailure?: (failure: Refusal) => void;
  readonly onEnd?: () => void;
}

export class Live {
  readonly #handlers = new Map<string, LiveHandlers<never>>();
  readonly #listeners = new Set<() => void>();
  #ask: ((request: HubRequest) => void) | undefined;
  #nextId = 0;
  #status: LinkStatus = "idle";

  /** Ends with the function that it answers. */
  subscribe<M extends Method>(method: M, request: RequestOf<M>, handlers: LiveHandlers<ResponseOf<M>>): () => void {
    this.#ask ??= connect((notice) => this.#take(notice));
    const id = String(++this.#nextId);
    this.#handlers.set(id, handlers as LiveHandlers<never>);
    this.#ask({ type: "subscribe", id, method, request });
    return () => {
      if (this.#handlers.delete(id)) this.#ask?.({ type: "unsubscribe", id });
    };
  }

  get status(): LinkStatus {
    return this.#status;
  }

  /** For useSyncExternalStore. */
  readonly watchStatus = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #take(notice: LiveNotice): void {
    if (notice.type === "status") {
      this.#status = notice.status;
      for (const listener of this.#listeners) listener();
      return;
    }
    const handlers = this.#handlers.get(notice.id);
    switch (notice.type) {
      case "begin":
        handlers?.onBegin?.(notice.resumed);
        break;
      case "message":
        handlers?.onMessage(notice.message as never);
        break;
      case "failure":
        this.#handlers.delete(notice.id);
        handlers?.onFailure?.(notice.failure);
        break;
      case "end":
        this.#handlers.delete(notice.id);
        handlers?.onEnd?.();
        break;
    }
  }
}

export const live = new Live();

/** To the SharedWorker; in browsers that have none (on Android) the page holds its own stream. */
function connect(tell: (notice: LiveNotice) => void): (request: HubRequest) => void {
  if (typeof SharedWorker === "undefined") {
    const { ask } = new Hub().join(tell);
    return ask;
  }
  const { port } = new SharedWorker(new URL("./live-worker.ts", import.meta.url), { type: "module", name: "troupe" });
  const post = (message: PageMessage): void => port.postMessage(message);
  port.onmessage = ({ data }: MessageEvent<LiveNotice>) => tell(data);
  port.start();
  holdLock(post);
  // Where there are no locks (only pages from this machine, or over TLS, have them), this must do.
  addEventListener("pagehide", ({ persisted }) => {
    if (!persisted) post({ type: "bye" });
  });
  return post;
}

/** A lock that this page holds until it is gone, however it goes. */
function holdLock(post: (message: PageMessage) => void): void {
  const lock = `troupe-page-${Math.random().toString(36).slice(2)}`;
  const forever = new Promise<void>(() => {});
  void navigator.locks?.request(lock, () => {
    post({ type: "hold", lock });
    return forever;
  });
}
