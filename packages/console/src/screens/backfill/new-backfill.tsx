import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import type { JsonObject, PipelineSpec } from "@troupe/core";
import { useState } from "react";
import { pipelineActions } from "../../actions/pipeline-actions.ts";
import { call } from "../../api/call.ts";
import { useCall } from "../../api/use-call.ts";
import { type Act, ActionDialog } from "../../components/action-dialog.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { Panel } from "../../components/panel.tsx";
import { plural } from "../../format/numbers.ts";
import { violationsOf } from "../launch/violations.ts";
import type { Schedule } from "../pipeline/timing-text.ts";
import { BackfillPreview } from "./backfill-preview.tsx";
import styles from "./new-backfill.module.css";
import { ParamsPanel } from "./params-panel.tsx";
import { instantsOfRange, needsTimes, type Range, withoutMidnight, withTime, zoneOfSchedule } from "./range.ts";
import { useRunParams } from "./use-run-params.ts";

export interface Asked extends Range {
  readonly missingOnly: boolean;
}

export interface NewBackfillProps {
  readonly pipeline: string;
  readonly spec: PipelineSpec;
  readonly schedule: Schedule;
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
}

export function NewBackfill({ pipeline, spec, schedule, asked, onAsk }: NewBackfillProps) {
  const navigate = useNavigate();
  const zone = zoneOfSchedule(schedule);
  const [hasTimes, setTimes] = useState(() => needsTimes(schedule, asked));
  const filled = useRunParams(spec, schedule.paramsJson);
  const [parallel, setParallel] = useState("1");
  const [order, setOrder] = useState<"oldest" | "newest">("oldest");
  const [isSending, setSending] = useState(false);
  const [requestId] = useState(() => `console-${Date.now()}-${Math.random().toString(36).slice(2)}`);
  const request = requestOf(pipeline, zone, { ...asked, parallel, order, params: filled.params });
  const [settled] = useDebouncedValue(JSON.stringify(request), 300);
  const preview = useCall("ScheduleService/PreviewBackfill", JSON.parse(settled) ?? {}, {
    enabled: settled !== "null",
    keepPrevious: true,
    staleMs: 2000,
  });
  const total = preview.data?.total ?? 0;
  const violations = violationsOf(preview.error);
  const isAtParams = violations.length > 0 && violations.every(({ field }) => field.startsWith("params"));
  const set = (changed: Partial<Asked>) => onAsk({ ...asked, ...changed });
  const act: Act = {
    title: `Backfill ${pipeline}`,
    verb: `Run ${plural(total, "interval")}`,
    says: `${plural(total, "run")} of ${pipeline} will be made, for the intervals from ${asked.from} to ${asked.to} (${zone}), ${Number(parallel) > 1 ? `${parallel} at once` : "one at a time"}, the ${order} first.`,
    command: pipelineActions.backfill.command({
      ...{ pipeline, from: asked.from, to: asked.to, missingOnly: asked.missingOnly },
      ...{ parallel: Number(parallel), newestFirst: order === "newest" },
      ...{ params: filled.params, schema: spec.params },
    }),
    send: () => call("ScheduleService/CreateBackfill", { ...request, by: "console", requestId }),
    done: `A backfill of ${pipeline} is under way`,
    onDone: ({ backfillId }: { readonly backfillId: string }) =>
      void navigate({ to: "/backfills/$id", params: { id: backfillId } }),
  };
  return (
    <div className={styles.layout}>
      <Panel title="Which intervals">
        <div className={styles.fields}>
          <InstantInput
            label="From"
            description={`intervals that begin then or later, ${zone}`}
            hasTime={hasTimes}
            value={asked.from}
            onChange={(from) => set({ from })}
          />
          <InstantInput
            label="Up to"
            description="intervals that end then or earlier"
            hasTime={hasTimes}
            value={asked.to}
            onChange={(to) => set({ to })}
          />
          <Checkbox
            label="Times, and not only dates"
            checked={hasTimes}
            onChange={({ currentTarget }) => {
              setTimes(currentTarget.checked);
              if (!currentTarget.checked) set({ from: asked.from.slice(0, 10), to: asked.to.slice(0, 10) });
            }}
          />
          <Checkbox
            label="Only intervals that have no run that succeeded"
            checked={asked.missingOnly}
            onChange={({ currentTarget }) => set({ missingOnly: currentTarget.checked })}
          />
          <TextInput
            type="number"
            min={1}
            max={100}
            label="Runs at once"
            description="1 to 100"
            value={parallel}
            onChange={({ currentTarget }) => setParallel(currentTarget.value)}
          />
          <NativeSelect
            label="Order"
            data={[
              { value: "oldest", label: "oldest first" },
              { value: "newest", label: "newest first" },
            ]}
            value={order}
            onChange={({ currentTarget }) => setOrder(currentTarget.value === "newest" ? "newest" : "oldest")}
          />
          <Button
            leftSection={<Icon name="play" size={14} />}
            disabled={total === 0 || preview.error !== null}
            onClick={() => setSending(true)}
          >
            {total === 0 ? "Nothing to run" : `Run ${plural(total, "interval")}…`}
          </Button>
        </div>
      </Panel>
      <div className={styles.side}>
        <ParamsPanel filled={filled} violations={violations} />
        <BackfillPreview
          {...{ preview, zone, asked }}
          isToldElsewhere={isAtParams}
          onRange={({ from, to }) => set({ from, to })}
        />
      </div>
      <ActionDialog act={isSending ? act : null} onClose={() => setSending(false)} />
    </div>
  );
}

interface InstantInputProps {
  readonly label: string;
  readonly description: string;
  readonly hasTime: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function InstantInput({ hasTime, value, onChange, ...words }: InstantInputProps) {
  return (
    <TextInput
      {...words}
      type={hasTime ? "datetime-local" : "date"}
      value={hasTime ? withTime(value) : value.slice(0, 10)}
      onChange={({ currentTarget }) => onChange(withoutMidnight(currentTarget.value))}
    />
  );
}

interface Choice extends Asked {
  readonly params: JsonObject | null;
  readonly parallel: string;
  readonly order: "oldest" | "newest";
}

/** Null while the range cannot be read. */
function requestOf(pipeline: string, zone: string, { parallel, order, missingOnly, params, ...range }: Choice) {
  const instants = instantsOfRange(range, zone);
  if (instants === null) return null;
  return {
    pipeline,
    from: new Date(instants.from).toISOString(),
    to: new Date(instants.to).toISOString(),
    // What is no number the coordinator is to refuse, in its own words.
    parallel: Number.isSafeInteger(Number(parallel)) ? Number(parallel) : 0,
    order: order === "newest" ? ("BACKFILL_ORDER_NEWEST" as const) : ("BACKFILL_ORDER_OLDEST" as const),
    missingOnly,
    ...(params !== null && { paramsJson: JSON.stringify(params) }),
  };
}
