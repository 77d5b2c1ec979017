/**
 * The log of a task: `<TaskLog runId task={task} options onOptions />`. Fills the height that its parent leaves. What it
 * shows of it is the caller's to keep, in the address.
 */
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import type { Attempt, Task } from "../../api/messages.ts";
import { useKeys } from "../../app/keys/use-keys.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { formatBytes } from "../../format/bytes.ts";
import { commandLine } from "../../format/commands.ts";
import { formatCount } from "../../format/numbers.ts";
import { isEndedTask } from "../../format/states.ts";
import { changed, filterOf, type LogOptions, type OptionsChange, parseAddress, searchOf } from "./log-options.ts";
import styles from "./task-log.module.css";
import { levels } from "./text/levels.ts";
import "./view/ansi.css";
import type { LogScroller } from "./view/log-scroller.ts";
import { LogToolbar } from "./view/log-toolbar.tsx";
import { LogViewport } from "./view/log-viewport.tsx";
import { type LogHandle, useLog } from "./view/use-log.ts";
import type { Found, LogFacts } from "./worker/protocol.ts";

export interface TaskLogProps {
  readonly runId: string;
  readonly task: Pick<Task, "name" | "state" | "attempts">;
  readonly options: LogOptions;
  readonly onOptions: (options: LogOptions) => void;
  /** The address of the log with these options: for the link to a line. */
  readonly href: (options: LogOptions) => string;
  /** It reaches the borders of what it is in. */
  readonly isFlush?: boolean;
  /** False: the run has yet to tell of the task. What its newest attempt wrote last is read meanwhile. */
  readonly isKnown?: boolean;
}

export function TaskLog({ runId, task, options, onOptions, href, isFlush = false, isKnown = true }: TaskLogProps) {
  const { name, attempts } = task;
  const log = useLog(runId, name, isKnown ? attempts : undefined, options);
  const scroller = useRef<LogScroller>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const [follows, setFollows] = useState(true);
  const latest = useRef({ options, onOptions, href });
  latest.current = { options, onOptions, href };
  const onChange = useCallback((change: OptionsChange) => {
    latest.current.onOptions(changed(latest.current.options, change));
  }, []);
  const { current, place, step, toFirstError } = useJumps(log, options, scroller);
  const onLine = useCallback(
    (line: string) => onChange({ line: line === latest.current.options.line ? undefined : line }),
    [onChange],
  );
  const hrefOf = useCallback((line: string) => latest.current.href({ ...latest.current.options, line }), []);
  const isLive = isKnown && !isEndedTask(task.state);
  const toEnd = (): void => scroller.current?.follow();

  useKeys([
    { keys: "/", does: "Search in the log", group: "Log", run: () => searchField.current?.select() },
    { keys: "n", does: "Next line that was found", group: "Log", run: () => step("next") },
    { keys: "N", does: "Line before that was found", group: "Log", run: () => step("previous") },
    { keys: "e", does: "First error", group: "Log", run: toFirstError },
    { keys: "w", does: "Wrap lines", group: "Log", run: () => onChange({ wrap: options.wrap ? undefined : true }) },
    { keys: "t", does: "Show times", group: "Log", run: () => onChange({ times: options.times ? undefined : true }) },
    { keys: "G", does: "To the end, and follow", group: "Log", run: toEnd },
  ]);

  const facts = log.view?.facts;
  return (
    <section className={styles.log} data-flush={isFlush} aria-label={`Log of ${name}`}>
      <LogToolbar
        runId={runId}
        task={name}
        attempts={attempts}
        options={options}
        facts={facts}
        follows={follows}
        isLive={isLive}
        searchField={searchField}
        place={place}
        onChange={onChange}
        onStep={step}
        onFirstError={toFirstError}
        onFollow={toEnd}
      />
      <LogViewport
        log={log}
        task={name}
        options={options}
        attempts={attempts}
        current={current}
        scroller={scroller}
        href={hrefOf}
        onLine={onLine}
        onFollow={setFollows}
      />
      {log.view?.total === 0 && <Nothing runId={runId} task={task} facts={facts} options={options} />}
      <Foot facts={facts} attempts={attempts} isLive={isLive} />
    </section>
  );
}

/** The row that the address names or that one has stepped to. */
function useJumps(log: LogHandle, options: LogOptions, scroller: React.RefObject<LogScroller | null>) {
  const [current, setCurrent] = useState<Found>();
  const seek = useRef(log.seek);
  seek.current = log.seek;
  const show = useCallback(
    (found: Found | undefined) => {
      setCurrent(found);
      if (found !== undefined) scroller.current?.show(found.index);
    },
    [scroller],
  );

  useEffect(() => {
    const address = parseAddress(options.line);
    if (address === undefined) setCurrent(undefined);
    else void seek.current({ to: "line", address }).then(show);
  }, [options.line, show]);

  // What comes before it moves it.
  const { view } = log;
  useEffect(() => {
    const shift = view?.shift ?? 0;
    if (shift !== 0) setCurrent((before) => before && { ...before, index: before.index + shift });
  }, [view]);
  // What is asked for is another thing: the row stays marked, and where it was says nothing any more.
  const asked = JSON.stringify({ ...filterOf(options), ...searchOf(options) });
  // biome-ignore lint/correctness/useExhaustiveDependencies: when something else is asked for
  useEffect(() => setCurrent((before) => before && { ...before, index: -1, place: undefined }), [asked]);

  const step = (to: "next" | "previous"): void => {
    const first = scroller.current?.first ?? 0;
    const than = current !== undefined && current.index >= 0 ? current.index : to === "next" ? first - 1 : first;
    void seek.current({ to, than }).then(show);
  };
  const toFirstError = (): void => void seek.current({ to: "level", level: levels.error }).then(show);
  return { current: current?.key, place: current?.place, step, toFirstError };
}

function Nothing({
  runId,
  task,
  facts,
  options,
}: Pick<TaskLogProps, "runId" | "task" | "options"> & { readonly facts: LogFacts | undefined }) {
  if (facts === undefined || !facts.isOpen) return null;
  const isFiltered = facts.levelCounts.some((count) => count > 0);
  if (isFiltered)
    return (
      <div className={styles.nothing}>
        <EmptyState icon="filter" title="No line fits what is asked for">
          {options.hits === true
            ? "The search finds none among the lines of this level."
            : "Choose another level or another stream."}
        </EmptyState>
      </div>
    );
  const isOver = isEndedTask(task.state);
  return (
    <div className={styles.nothing}>
      <EmptyState
        icon="logs"
        title={
          isOver
            ? "It wrote nothing"
            : task.attempts.length === 0
              ? "It has not started"
              : "Nothing has been written yet"
        }
        command={commandLine("troupe", "logs", runId, task.name, !isOver && "-f")}
      >
        {isOver
          ? "No attempt of this task wrote to stdout or stderr, nor entries of the structured log."
          : "Lines appear here within a second of being written."}
      </EmptyState>
    </div>
  );
}

interface FootProps {
  readonly facts: LogFacts | undefined;
  readonly attempts: readonly Attempt[];
  readonly isLive: boolean;
}

function Foot({ facts, isLive }: FootProps) {
  const lines = facts?.levelCounts.reduce((sum, count) => sum + count, 0) ?? 0;
  return (
    <footer className={styles.foot}>
      {facts === undefined || !facts.isOpen ? (
        <Fact icon="spinner">Opening</Fact>
      ) : (
        <>
          <span className="figures">
            {formatCount(lines)} {lines === 1 ? "line" : "lines"} · {formatBytes(facts.bytes)}
          </span>
          {facts.missingBytes > 0 && (
            <Fact icon="spinner">
              {formatBytes(facts.missingBytes)} to come (
              {Math.floor((100 * facts.bytes) / (facts.bytes + facts.missingBytes))} %)
            </Fact>
          )}
          {facts.isFull && <Fact icon="warning">The memory for logs is full: what lies between is left out</Fact>}
          {facts.problem !== undefined && <Fact icon="warning">{facts.problem}</Fact>}
          {isLive && <Fact icon="dot">live</Fact>}
        </>
      )}
    </footer>
  );
}

function Fact({ icon, children }: { readonly icon: "spinner" | "warning" | "dot"; readonly children: ReactNode }) {
  return (
    <span className={styles.fact}>
      <Icon name={icon} size={13} />
      {children}
    </span>
  );
}
