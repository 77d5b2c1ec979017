/** The SharedWorker: all tabs of a browser share its one stream. */
import { Hub, type HubRequest } from "./hub.ts";

/** What the worker's global scope has; its library of types and that of pages exclude each other. */
interface SharedScope {
  onconnect: ((event: MessageEvent) => void) | null;
}

/** From a page: a request, or that it goes; first the name of a lock that it holds as long as it lives. */
export type PageMessage = HubRequest | { readonly type: "hold"; readonly lock: string } | { readonly type: "bye" };

const hub = new Hub();

(globalThis as unknown as SharedScope).onconnect = ({ ports }) => {
  const [port] = ports;
  if (port === undefined) return;
  const page = hub.join((notice) => port.postMessage(notice));
  port.onmessage = ({ data }: MessageEvent<PageMessage>) => {
    if (data.type === "bye") page.leave();
    else if (data.type !== "hold") page.ask(data);
    // A page that crashes says nothing; its lock is free then.
    else void navigator.locks?.request(data.lock, () => page.leave());
  };
  port.start();
};
