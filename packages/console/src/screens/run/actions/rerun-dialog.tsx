import { Radio, SegmentedControl, Stack, TagsInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { actions } from "../../../actions/actions.ts";
import { call } from "../../../api/call.ts";
import type { ResponseOf } from "../../../api/methods.ts";
import { ActionDialog } from "../../../components/action-dialog.tsx";
import { shortId } from "../../../format/ids.ts";
import { plural } from "../../../format/numbers.ts";
import { useRun, useRunView } from "../run-store.ts";
import styles from "./actions.module.css";
import type { DialogProps } from "./dialog-props.ts";

type Extent = "missing" | "from" | "only" | "all";
type Code = "" | "same" | "current";

const codes = { "": "RERUN_CODE_UNSPECIFIED", same: "RERUN_CODE_SAME", current: "RERUN_CODE_CURRENT" } as const;

export interface RerunDialogProps extends DialogProps {
  /** What is chosen to run again at first. */
  readonly from?: string;
}

export function RerunDialog({ onClose, from }: RerunDialogProps) {
  const { runId, pipeline, state } = useRun();
  const navigate = useNavigate();
  const startsWith: Extent = from === undefined ? (state === "RUN_STATE_SUCCEEDED" ? "all" : "missing") : "from";
  const [extent, setExtent] = useState<Extent>(startsWith);
  const [tasks, setTasks] = useState<string[]>(from === undefined ? [] : [from]);
  const [code, setCode] = useState<Code>("");
  const chosen = extent === "from" || extent === "only" ? tasks : [];
  const request = { runId, from: chosen, only: extent === "only", whole: extent === "all", code: codes[code] };
  const isBlocked = (extent === "from" || extent === "only") && tasks.length === 0;
  const act = {
    title: `Run ${shortId(runId)} of ${pipeline} again`,
    verb: "Run again",
    says: <p>A new run with the same params and interval. Results that are kept are not made again.</p>,
    ...(!isBlocked && {
      preview: {
        key: ["rerun", request],
        ask: (signal: AbortSignal) => call("RunService/PreviewRerun", request, { signal }),
      },
    }),
    showPreview: (preview: Preview) => <Again preview={preview} />,
    command: actions.rerunRun.command({
      runId,
      ...(extent === "from" && { from: chosen }),
      ...(extent === "only" && { only: chosen }),
      whole: extent === "all",
      code: code === "" ? undefined : code,
    }),
    isBlocked,
    send: () => call("RunService/RerunRun", { ...request, requestId: crypto.randomUUID?.() ?? "" }),
    done: `${pipeline} runs again`,
    onDone: (made: { readonly runId: string }) =>
      void navigate({ to: "/runs/$runId", params: { runId: made.runId }, search: {} }),
  };
  return (
    <ActionDialog act={act} onClose={onClose}>
      <Radio.Group value={extent} onChange={(value) => setExtent(value as Extent)} label="What runs again">
        <Stack gap={6} mt={6}>
          <Radio value="missing" label="What failed or never ran" disabled={state === "RUN_STATE_SUCCEEDED"} />
          <Radio value="from" label="These, and all that needs them" />
          <Radio value="only" label="Only these" />
          <Radio value="all" label="Everything" />
        </Stack>
      </Radio.Group>
      {(extent === "from" || extent === "only") && <TaskChoice tasks={tasks} onChange={setTasks} />}
      <div>
        <p className={styles.label}>With which code</p>
        <SegmentedControl
          size="xs"
          value={code}
          onChange={(value) => setCode(value as Code)}
          data={[
            { value: "", label: "Nothing has changed" },
            { value: "same", label: "As it was then" },
            { value: "current", label: "As it is applied now" },
          ]}
        />
      </div>
    </ActionDialog>
  );
}

function TaskChoice({ tasks, onChange }: { readonly tasks: string[]; readonly onChange: (tasks: string[]) => void }) {
  const view = useRunView();
  const known = new Set([...view.tasks.values()].flatMap(({ name, node }) => [node, name]));
  return (
    <TagsInput
      label="Tasks or steps"
      placeholder={tasks.length === 0 ? "train, or train[1]" : ""}
      value={tasks}
      onChange={onChange}
      limit={50}
      data={[...known].filter((name) => !name.endsWith("[]"))}
    />
  );
}

type Preview = ResponseOf<"RunService/PreviewRerun">;

function Again({ preview: { again, againCount, keptCount } }: { readonly preview: Preview }) {
  return (
    <div className={styles.again}>
      <p>
        <strong>{plural(againCount, "task")}</strong> run again, {plural(keptCount, "result")}{" "}
        {keptCount === 1 ? "is" : "are"} kept.
      </p>
      <ul>
        {again.slice(0, 200).map(({ task, because }) => (
          <li key={task}>
            <span className="mono">{task}</span> <span className="dim">{because}</span>
          </li>
        ))}
      </ul>
      {againCount > 200 && <p className="dim">… and {plural(againCount - 200, "other")}</p>}
    </div>
  );
}
