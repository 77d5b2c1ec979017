/** Holds one log, apart from the page: what it costs to read 100 MB is no concern of a frame. */
import { LogSession } from "./log-session.ts";
import type { ToWorker } from "./protocol.ts";

const session = new LogSession((message) => postMessage(message));

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => session.take(data));
