/** The worker that has the log, and the live stream that goes on where what was read ends. */
import { useEffect, useMemo, useRef, useState } from "react";
import { live } from "../../../api/live/live.ts";
import type { Attempt } from "../../../api/messages.ts";
import { instantMs } from "../../../format/times.ts";
import type { LineAddress } from "../book/log-book.ts";
import { filterOf, type LogOptions, searchOf } from "../log-options.ts";
import type { Level } from "../text/levels.ts";
import { streamNames } from "../text/parts-reader.ts";
import type { Found, FromWorker, SeekRequest, StreamOffset, ToWorker, View, ViewRequest } from "../worker/protocol.ts";

/** Of a task that was tried more often the newest; an earlier one is read when somebody chooses it. */
export const mostAttempts = 50;
/** What an attempt wrote last may come after its end is known. */
const lateMs = 120_000;

export interface LogHandle {
  readonly view: View | undefined;
  readonly look: (request: Omit<ViewRequest, "type">) => void;
  /** Answers which row it is; undefined if there is none. */
  readonly seek: (target: SeekWish) => Promise<Found | undefined>;
  readonly expand: (key: string) => void;
}

export type SeekWish =
  | { readonly to: "line"; readonly address: LineAddress }
  | { readonly to: "level"; readonly level: Level }
  | { readonly to: "next" | "previous"; readonly than: number };

/** `attempts`: undefined while it is not known which there are. */
export function useLog(
  runId: string,
  task: string,
  attempts: readonly Attempt[] | undefined,
  options: LogOptions,
): LogHandle {
  const [view, setView] = useState<View>();
  const link = useRef<Link>(undefined);
  const known = useRef(attempts);
  known.current = attempts;

  useEffect(() => {
    const opened = new Link(runId, task, () => known.current, setView);
    link.current = opened;
    return () => {
      opened.close();
      setView(undefined);
    };
  }, [runId, task]);

  const { attempt } = options;
  const numbers = attempt === undefined ? attempts?.slice(-mostAttempts).map(({ number }) => number) : [attempt];
  const wanted = numbers?.join(",");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another log is another link, which has to hear it as well
  useEffect(() => {
    if (wanted === undefined) return link.current?.send({ type: "newest" });
    link.current?.send({ type: "attempts", numbers: wanted === "" ? [] : wanted.split(",").map(Number) });
  }, [wanted, runId, task]);
  const isKnown = attempts !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    if (isKnown) link.current?.goOn();
  }, [isKnown, runId, task]);

  const filter = JSON.stringify(filterOf(options));
  const search = JSON.stringify(searchOf(options));
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => link.current?.send({ type: "filter", filter: JSON.parse(filter) }), [filter, runId, task]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => link.current?.send({ type: "search", search: JSON.parse(search) }), [search, runId, task]);

  return useMemo(
    () => ({
      view,
      look: (request) => link.current?.send({ type: "view", ...request }),
      seek: (wish) => link.current?.seek(wish) ?? Promise.resolve(undefined),
      expand: (key) => link.current?.send({ type: "expand", key }),
    }),
    [view],
  );
}

class Link {
  readonly #worker = new Worker(new URL("../worker/log-worker.ts", import.meta.url), { type: "module" });
  readonly #of: { readonly runId: string; readonly task: string };
  readonly #attempts: () => readonly Attempt[] | undefined;
  /** Attempts whose ends are here, while it is not known which of them have ended. */
  readonly #ready: { readonly attempt: number; readonly from: readonly StreamOffset[] }[] = [];
  readonly #onView: (view: View) => void;
  readonly #streams: (() => void)[] = [];
  readonly #seeks = new Map<number, (found: Found | undefined) => void>();
  #nextSeek = 0;

  constructor(
    runId: string,
    task: string,
    attempts: () => readonly Attempt[] | undefined,
    onView: (view: View) => void,
  ) {
    this.#of = { runId, task };
    this.#attempts = attempts;
    this.#onView = onView;
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    this.send({ type: "open", runId, task });
  }

  send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  seek(wish: SeekWish): Promise<Found | undefined> {
    const id = ++this.#nextSeek;
    this.send({ type: "seek", id, ...wish } as SeekRequest);
    return new Promise((resolve) => this.#seeks.set(id, resolve));
  }

  /** It is known which attempts there are. */
  goOn(): void {
    for (const { attempt, from } of this.#ready.splice(0)) this.#follow(attempt, from);
  }

  close(): void {
    for (const leave of this.#streams) leave();
    this.#worker.terminate();
  }

  #take(message: FromWorker): void {
    if (message.type === "view") this.#onView(message);
    else if (message.type === "ready") {
      this.#ready.push(message);
      if (this.#attempts() !== undefined) this.goOn();
    } else {
      this.#seeks.get(message.id)?.(message.found);
      this.#seeks.delete(message.id);
    }
  }

  #follow(attempt: number, from: readonly StreamOffset[]): void {
    const ended = instantMs(this.#attempts()?.find(({ number }) => number === attempt)?.endedAt);
    if (ended !== undefined && Date.now() - ended > lateMs) return this.send({ type: "end", attempt });
    const leave = live.subscribe(
      "RunService/ReadLogs",
      { ...this.#of, attempt, streams: [...streamNames], follow: true, from: from as never },
      {
        onMessage: (part) => this.send({ type: "live", part: { ...part, stream: String(part.stream) } }),
        onEnd: () => this.send({ type: "end", attempt }),
        onFailure: () => this.send({ type: "end", attempt }),
      },
    );
    this.#streams.push(leave);
  }
}
