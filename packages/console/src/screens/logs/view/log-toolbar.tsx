/** What one asks of a log: which of it, what is in it, and how it is shown. */
import { Menu } from "@mantine/core";
import { type ReactNode, type RefObject, useEffect, useState } from "react";
import type { Attempt } from "../../../api/messages.ts";
import { Icon } from "../../../components/icons/icon.tsx";
import type { IconName } from "../../../components/icons/icon-shapes.ts";
import { formatCount } from "../../../format/numbers.ts";
import { type LogOptions, type OptionsChange, streamWords } from "../log-options.ts";
import { levels } from "../text/levels.ts";
import type { LogFacts, SearchFacts } from "../worker/protocol.ts";
import { downloadHref } from "./download-href.ts";
import styles from "./log-toolbar.module.css";
import { mostAttempts } from "./use-log.ts";

export interface LogToolbarProps {
  readonly runId: string;
  readonly task: string;
  readonly attempts: readonly Attempt[];
  readonly options: LogOptions;
  readonly facts: LogFacts | undefined;
  readonly follows: boolean;
  readonly isLive: boolean;
  readonly searchField: RefObject<HTMLInputElement | null>;
  /** Which of the lines that were found one is at, from 1. */
  readonly place: number | undefined;
  readonly onChange: (change: OptionsChange) => void;
  readonly onStep: (to: "next" | "previous") => void;
  readonly onFirstError: () => void;
  readonly onFollow: () => void;
}

const streamLabels = { stdout: "out", stderr: "err", messages: "log" } as const;

export function LogToolbar(props: LogToolbarProps) {
  const { options, facts, onChange } = props;
  const errors = facts?.levelCounts[levels.error] ?? 0;
  return (
    <div className={styles.bar} role="toolbar" aria-label="Log">
      {props.attempts.length > 1 && <AttemptChoice {...props} />}
      <Streams options={options} onChange={onChange} />
      <select
        className={styles.choice}
        aria-label="Lines of at least"
        value={options.level ?? ""}
        onChange={({ target }) => onChange({ level: (target.value || undefined) as LogOptions["level"] })}
      >
        <option value="">All levels</option>
        <option value="info">Info and above</option>
        <option value="warning">Warnings and errors</option>
        <option value="error">Errors only</option>
      </select>
      <SearchBox {...props} search={facts?.search ?? null} />
      <button
        type="button"
        className={styles.button}
        data-tone={errors > 0 ? "bad" : undefined}
        disabled={errors === 0}
        onClick={props.onFirstError}
        title="Jump to the first error (e)"
      >
        <Icon name="warning" size={14} />
        First error
        {errors > 0 && <span className={styles.count}>{formatCount(errors)}</span>}
      </button>
      <span className={styles.space} />
      <Toggle icon="wrap" label="Wrap" on={options.wrap === true} keys="w" onToggle={(on) => onChange({ wrap: on })} />
      <Toggle
        icon="clock"
        label="Times"
        on={options.times === true}
        keys="t"
        onToggle={(on) => onChange({ times: on })}
      />
      <Download {...props} />
      <button
        type="button"
        className={styles.button}
        data-on={props.follows}
        aria-pressed={props.follows}
        onClick={props.onFollow}
        title="Go to the end (shift+G)"
      >
        <Icon name="toEnd" size={14} />
        {props.isLive ? (props.follows ? "Following" : "Follow") : "End"}
      </button>
    </div>
  );
}

function AttemptChoice({ attempts, options, onChange }: LogToolbarProps) {
  return (
    <select
      className={styles.choice}
      aria-label="Attempt"
      value={options.attempt ?? ""}
      onChange={({ target }) =>
        onChange({ attempt: target.value === "" ? undefined : Number(target.value), line: undefined })
      }
    >
      <option value="">{attempts.length > mostAttempts ? `Last ${mostAttempts} attempts` : "All attempts"}</option>
      {attempts.map(({ number }) => (
        <option key={number} value={number}>
          Attempt {number}
        </option>
      ))}
    </select>
  );
}

function Streams({ options, onChange }: Pick<LogToolbarProps, "options" | "onChange">) {
  const shown = options.stream ?? streamWords;
  const toggle = (word: string): void => {
    const next = shown.includes(word) ? shown.filter((each) => each !== word) : [...shown, word];
    // None would be an empty page: then it is the other ones that are meant.
    const kept = next.length === 0 ? streamWords.filter((each) => each !== word) : next;
    onChange({
      stream: kept.length === streamWords.length ? undefined : streamWords.filter((each) => kept.includes(each)),
    });
  };
  return (
    <fieldset className={styles.group}>
      <legend className="unseen">Streams</legend>
      {streamWords.map((word) => (
        <button
          key={word}
          type="button"
          className={styles.button}
          data-on={shown.includes(word)}
          aria-pressed={shown.includes(word)}
          title={word === "messages" ? "entries of loggers that speak Troupe" : word}
          onClick={() => toggle(word)}
        >
          {streamLabels[word]}
        </button>
      ))}
    </fieldset>
  );
}

interface SearchBoxProps extends LogToolbarProps {
  readonly search: SearchFacts | null;
}

const typingMs = 150;

function SearchBox({ options, search, place, searchField, onChange, onStep }: SearchBoxProps) {
  const [text, setText] = useState(options.q ?? "");
  const given = options.q ?? "";
  useEffect(() => setText(given), [given]);
  useEffect(() => {
    if (text === given) return;
    const timer = setTimeout(() => onChange({ q: text === "" ? undefined : text }), typingMs);
    return () => clearTimeout(timer);
  }, [text, given, onChange]);
  return (
    <search className={styles.search} data-problem={search?.problem !== undefined || undefined}>
      <Icon name="search" size={14} />
      <input
        ref={searchField}
        aria-label="Search in the log"
        placeholder="Search (/)"
        value={text}
        spellCheck={false}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onStep(event.shiftKey ? "previous" : "next");
          else if (event.key === "Escape") setText("");
          else return;
          event.preventDefault();
        }}
      />
      <span className={styles.found} role="status">
        {search !== null && foundText(search, place)}
      </span>
      <Small label="Match case" on={options.case === true} onToggle={(on) => onChange({ case: on })}>
        Aa
      </Small>
      <Small label="Regular expression" on={options.regex === true} onToggle={(on) => onChange({ regex: on })}>
        .*
      </Small>
      <Small label="Only lines that were found" on={options.hits === true} onToggle={(on) => onChange({ hits: on })}>
        <Icon name="filter" size={13} />
      </Small>
      <button type="button" title="Previous (shift+Enter)" disabled={!search?.count} onClick={() => onStep("previous")}>
        <Icon name="up" size={14} />
      </button>
      <button type="button" title="Next (Enter)" disabled={!search?.count} onClick={() => onStep("next")}>
        <Icon name="down" size={14} />
      </button>
    </search>
  );
}

function foundText({ count, isMore, isSearching, problem }: SearchFacts, place: number | undefined): string {
  if (problem !== undefined) return problem;
  const of = `${formatCount(count)}${isMore ? "+" : ""}${isSearching ? "…" : ""}`;
  if (count === 0) return isSearching ? "…" : "no lines";
  return place === undefined ? `${of} ${count === 1 ? "line" : "lines"}` : `${formatCount(place)} of ${of}`;
}

interface SmallProps {
  readonly label: string;
  readonly on: boolean;
  readonly onToggle: (on: true | undefined) => void;
  readonly children: ReactNode;
}

function Small({ label, on, onToggle, children }: SmallProps) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      aria-pressed={on}
      data-on={on}
      onClick={() => onToggle(on ? undefined : true)}
    >
      {children}
    </button>
  );
}

interface ToggleProps extends Omit<SmallProps, "children"> {
  readonly icon: IconName;
  readonly keys: string;
}

function Toggle({ icon, label, on, keys, onToggle }: ToggleProps) {
  return (
    <button
      type="button"
      className={styles.button}
      title={`${label} (${keys})`}
      aria-pressed={on}
      data-on={on}
      onClick={() => onToggle(on ? undefined : true)}
    >
      <Icon name={icon} size={14} />
      {label}
    </button>
  );
}

function Download({ runId, task, attempts, options }: LogToolbarProps) {
  const chosen = attempts.filter(({ number }) => options.attempt === undefined || options.attempt === number);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className={styles.button} disabled={chosen.length === 0}>
          <Icon name="download" size={14} />
          Download
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {chosen.toReversed().flatMap(({ number }) =>
          streamWords.map((stream) => {
            const { href, name } = downloadHref({ runId, task, attempt: number, stream });
            return (
              <Menu.Item key={name} component="a" href={href} download={name}>
                {attempts.length > 1 ? `Attempt ${number}, ${stream}` : stream}
              </Menu.Item>
            );
          }),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
