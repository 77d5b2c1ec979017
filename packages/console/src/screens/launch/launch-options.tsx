import { Checkbox, TextInput } from "@mantine/core";
import { type PipelineSpec, readInstant } from "@troupe/core";
import { Panel } from "../../components/panel.tsx";
import type { Launch } from "./copy-as.ts";
import styles from "./launch-options.module.css";

/** As typed. */
export interface Options {
  readonly start: string;
  readonly end: string;
  readonly priority: string;
  readonly skipCache: boolean;
}

export const noOptions: Options = { start: "", end: "", priority: "", skipCache: false };

export interface LaunchOptionsProps {
  readonly spec: PipelineSpec;
  readonly options: Options;
  readonly onChange: (options: Options) => void;
}

/** What is not about the params: the interval, the place in the queue, the cache. */
export function LaunchOptions({ spec, options, onChange }: LaunchOptionsProps) {
  const set = (changed: Partial<Options>) => onChange({ ...options, ...changed });
  return (
    <Panel title="Options">
      <div className={styles.options}>
        {spec.schedule !== undefined && (
          <fieldset className={styles.interval}>
            <legend>
              What the run is about{" "}
              <span className="dim">in {zoneOf(spec)}; left out, the last interval that is over</span>
            </legend>
            <TextInput
              type="datetime-local"
              label="From"
              value={options.start}
              onChange={({ currentTarget }) => set({ start: currentTarget.value })}
            />
            <TextInput
              type="datetime-local"
              label="Up to"
              value={options.end}
              onChange={({ currentTarget }) => set({ end: currentTarget.value })}
            />
          </fieldset>
        )}
        <TextInput
          className={styles.priority}
          label="Priority"
          description="Minutes of head start over what came at the same time"
          placeholder={`the pipeline's: ${spec.priority ?? 0}`}
          inputMode="numeric"
          value={options.priority}
          onChange={({ currentTarget }) => set({ priority: currentTarget.value })}
        />
        <Checkbox
          label="Make every result, and take none from the cache"
          checked={options.skipCache}
          onChange={({ currentTarget }) => set({ skipCache: currentTarget.checked })}
        />
      </div>
    </Panel>
  );
}

export function zoneOf({ schedule }: PipelineSpec): string {
  return schedule?.kind === "cron" ? schedule.timezone : "UTC";
}

/** Null while one of the two is missing. */
export function intervalOf({ start, end }: Options, spec: PipelineSpec): Launch["interval"] {
  const [from, to] = [readInstant(start, zoneOf(spec)), readInstant(end, zoneOf(spec))];
  if (from === undefined || to === undefined) return null;
  return { start: new Date(from).toISOString(), end: new Date(to).toISOString() };
}

export function priorityOf({ priority }: Options): number | null {
  const minutes = Number(priority);
  return priority.trim() === "" || !Number.isSafeInteger(minutes) ? null : minutes;
}
