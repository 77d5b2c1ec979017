import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { pipelineActions } from "../../actions/pipeline-actions.ts";
import { call } from "../../api/call.ts";
import { useCall } from "../../api/use-call.ts";
import { type Act, ActionDialog } from "../../components/action-dialog.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { Panel } from "../../components/panel.tsx";
import { plural } from "../../format/numbers.ts";
import { BackfillPreview } from "./backfill-preview.tsx";
import styles from "./new-backfill.module.css";
import { instantsOfRange, type Range } from "./range.ts";

export interface Asked extends Range {
  readonly missingOnly: boolean;
}

export interface NewBackfillProps {
  readonly pipeline: string;
  readonly zone: string;
  readonly asked: Asked;
  readonly onAsk: (asked: Asked) => void;
}

export function NewBackfill({ pipeline, zone, asked, onAsk }: NewBackfillProps) {
  const navigate = useNavigate();
  const [parallel, setParallel] = useState("1");
  const [order, setOrder] = useState<"oldest" | "newest">("oldest");
  const [isSending, setSending] = useState(false);
  const [requestId] = useState(() => `console-${Date.now()}-${Math.random().toString(36).slice(2)}`);
  const request = requestOf(pipeline, zone, { ...asked, parallel, order });
  const [settled] = useDebouncedValue(JSON.stringify(request), 300);
  const preview = useCall("ScheduleService/PreviewBackfill", JSON.parse(settled) ?? {}, {
    enabled: settled !== "null",
    keepPrevious: true,
    staleMs: 2000,
  });
  const total = preview.data?.total ?? 0;
  const set = (changed: Partial<Asked>) => onAsk({ ...asked, ...changed });
  const act: Act = {
    title: `Backfill ${pipeline}`,
    verb: `Run ${plural(total, "interval")}`,
    says: `${plural(total, "run")} of ${pipeline} will be made, for the intervals from ${asked.from} to ${asked.to} (${zone}), ${Number(parallel) > 1 ? `${parallel} at once` : "one at a time"}, the ${order} first.`,
    command: pipelineActions.backfill.command({
      ...{ pipeline, from: asked.from, to: asked.to, missingOnly: asked.missingOnly },
      ...{ parallel: Number(parallel), newestFirst: order === "newest" },
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
          <TextInput
            type="date"
            label="From"
            description={`intervals that begin then or later, ${zone}`}
            value={asked.from.slice(0, 10)}
            onChange={({ currentTarget }) => set({ from: currentTarget.value })}
          />
          <TextInput
            type="date"
            label="Up to"
            description="intervals that end then or earlier"
            value={asked.to.slice(0, 10)}
            onChange={({ currentTarget }) => set({ to: currentTarget.value })}
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
      <BackfillPreview {...{ preview, zone, asked }} onRange={({ from, to }) => set({ from, to })} />
      <ActionDialog act={isSending ? act : null} onClose={() => setSending(false)} />
    </div>
  );
}

interface Choice extends Asked {
  readonly parallel: string;
  readonly order: "oldest" | "newest";
}

/** Null while the range cannot be read. */
function requestOf(pipeline: string, zone: string, { parallel, order, missingOnly, ...range }: Choice) {
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
  };
}
