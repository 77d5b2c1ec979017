/** How curves are drawn. */
import { useEffect, useState } from "react";
import { Icon } from "../../components/icons/icon.tsx";
import type { MetricChange, MetricOptions } from "./metric-options.ts";
import styles from "./metric-toolbar.module.css";

export interface MetricToolbarProps {
  readonly options: MetricOptions;
  readonly onChange: (change: MetricChange) => void;
  /** "Filter by metric or task". */
  readonly filterLabel: string;
}

export function MetricToolbar({ options, onChange, filterLabel }: MetricToolbarProps) {
  const axis = options.x ?? "step";
  return (
    <div className={styles.bar} role="toolbar" aria-label="Curves">
      <Filter label={filterLabel} text={options.q ?? ""} onText={(q) => onChange({ q })} />
      <Smoothing percent={options.smooth ?? 0} onPercent={(smooth) => onChange({ smooth })} />
      <fieldset className={styles.group}>
        <legend className="unseen">Horizontal axis</legend>
        <Choice label="Step" on={axis === "step"} onChoose={() => onChange({ x: undefined })} />
        <Choice label="Time" on={axis === "time"} onChoose={() => onChange({ x: "time" })} />
      </fieldset>
      <Choice
        label="Log scale"
        on={options.log === true}
        onChoose={() => onChange({ log: options.log ? undefined : true })}
      />
      <Choice
        label="Table"
        icon
        on={options.table === true}
        onChoose={() => onChange({ table: options.table ? undefined : true })}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly on: boolean;
  readonly icon?: boolean;
  readonly onChoose: () => void;
}

function Choice({ label, on, icon = false, onChoose }: ChoiceProps) {
  return (
    <button type="button" className={styles.button} data-on={on} aria-pressed={on} onClick={onChoose}>
      {icon && <Icon name="table" size={14} />}
      {label}
    </button>
  );
}

/** Drawn at once; in the address a moment later, when the hand is still. */
const stillMs = 150;

function Smoothing({
  percent,
  onPercent,
}: {
  readonly percent: number;
  readonly onPercent: (percent: number | undefined) => void;
}) {
  const [value, setValue] = useState(percent);
  useEffect(() => setValue(percent), [percent]);
  useEffect(() => {
    if (value === percent) return;
    const timer = setTimeout(() => onPercent(value === 0 ? undefined : value), stillMs);
    return () => clearTimeout(timer);
  }, [value, percent, onPercent]);
  return (
    <label className={styles.slider}>
      Smoothing
      <input type="range" min={0} max={99} value={value} onChange={({ target }) => setValue(Number(target.value))} />
      <output className="figures">{value === 0 ? "off" : `${value} %`}</output>
    </label>
  );
}

function Filter({
  label,
  text,
  onText,
}: {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => onText(typed === "" ? undefined : typed), stillMs);
    return () => clearTimeout(timer);
  }, [typed, text, onText]);
  return (
    <search className={styles.filter}>
      <Icon name="search" size={14} />
      <input aria-label={label} placeholder={label} value={typed} onChange={({ target }) => setTyped(target.value)} />
    </search>
  );
}
