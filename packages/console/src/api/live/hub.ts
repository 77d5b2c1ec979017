/** Shares one Link between pages. Each page names its streams as it likes; here each has a name of its own. */
import { Link, type LiveNotice } from "./link.ts";

export type HubRequest =
  | { readonly type: "subscribe"; readonly id: string; readonly method: string; readonly request: unknown }
  | { readonly type: "unsubscribe"; readonly id: string };

export class Hub {
  readonly #pages = new Map<number, (notice: LiveNotice) => void>();
  readonly #link = new Link((notice) => this.#tell(notice));
  readonly #streams = new Map<string, { readonly page: number; readonly id: string }>();
  #nextPage = 0;
  #status: LiveNotice | undefined;

  /** Answers what the page is to say to us. */
  join(tell: (notice: LiveNotice) => void): { ask(request: HubRequest): void; leave(): void } {
    const page = ++this.#nextPage;
    this.#pages.set(page, tell);
    if (this.#status !== undefined) tell(this.#status);
    return { ask: (request) => this.#ask(page, request), leave: () => this.#leave(page) };
  }

  #ask(page: number, request: HubRequest): void {
    const id = `${page}.${request.id}`;
    if (request.type === "unsubscribe") this.#drop(id);
    else {
      this.#streams.set(id, { page, id: request.id });
      this.#link.subscribe({ id, method: `troupe.v1.${request.method}`, request: request.request });
    }
  }

  #leave(page: number): void {
    this.#pages.delete(page);
    for (const [id, stream] of this.#streams) if (stream.page === page) this.#drop(id);
  }

  #drop(id: string): void {
    if (this.#streams.delete(id)) this.#link.unsubscribe(id);
  }

  #tell(notice: LiveNotice): void {
    if (notice.type === "status") {
      this.#status = notice;
      for (const tell of this.#pages.values()) tell(notice);
      return;
    }
    const stream = this.#streams.get(notice.id);
    if (stream === undefined) return;
    if (notice.type === "end" || notice.type === "failure") this.#streams.delete(notice.id);
    this.#pages.get(stream.page)?.({ ...notice, id: stream.id });
  }
}
