/** What is in sight of a log. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { Attempt } from "../../../api/messages.ts";
import type { LogOptions } from "../log-options.ts";
import { LogRow } from "./log-row.tsx";
import { LogScroller, rowPixels } from "./log-scroller.ts";
import styles from "./log-viewport.module.css";
import type { LogHandle } from "./use-log.ts";

export interface LogViewportProps {
  readonly log: LogHandle;
  readonly task: string;
  readonly options: LogOptions;
  readonly attempts: readonly Attempt[];
  /** The key of the row that a link or a search leads to. */
  readonly current: string | undefined;
  readonly scroller: RefObject<LogScroller | null>;
  readonly href: (line: string) => string;
  readonly onLine: (line: string) => void;
  readonly onFollow: (follows: boolean) => void;
}

export function LogViewport(props: LogViewportProps) {
  const { log, options, scroller, onFollow } = props;
  const frame = useRef<HTMLDivElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const block = useRef<HTMLDivElement>(null);
  const latest = useRef({ look: log.look, onFollow });
  latest.current = { look: log.look, onFollow };

  useEffect(() => {
    if (frame.current === null || spacer.current === null || block.current === null) return;
    const made = new LogScroller({
      frame: frame.current,
      spacer: spacer.current,
      block: block.current,
      look: (request) => latest.current.look(request),
      onFollow: (follows) => latest.current.onFollow(follows),
    });
    scroller.current = made;
    const watched = new ResizeObserver(() => made.resized());
    watched.observe(frame.current);
    return () => {
      watched.disconnect();
      made.close();
      scroller.current = null;
    };
  }, [scroller]);

  const { view } = log;
  useLayoutEffect(() => {
    if (view !== undefined) scroller.current?.update(view, options.wrap === true);
  }, [view, options.wrap, scroller]);

  const digits = String(view?.total ?? 0).length;
  return (
    <div
      ref={frame}
      className={styles.frame}
      role="log"
      aria-live="off"
      aria-label={`Log of ${props.task}`}
      data-wrap={options.wrap}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys that scroll it
      tabIndex={0}
      style={{ "--gutter": `${Math.max(5, digits) + 3}ch`, "--line": `${rowPixels}px` } as React.CSSProperties}
    >
      <div ref={spacer} className={styles.spacer}>
        <div className={styles.layer}>
          <div ref={block} className={styles.block}>
            {view?.rows.map((row, place) => (
              <LogRow
                key={row.key}
                row={row}
                index={view.from + place}
                isCurrent={row.key === props.current}
                times={options.times === true}
                attempts={props.attempts}
                href={props.href}
                onLine={props.onLine}
                onExpand={log.expand}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}
