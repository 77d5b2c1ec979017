import type { Wait } from "@troupe/sdk/client";
import { age, left } from "./duration.ts";
import type { Style } from "./style.ts";
import type { Column } from "./table.ts";

export function waitColumns(now: number, style: Style): readonly Column<Wait>[] {
  return [
    { title: "RUN", cell: ({ runId }) => style.bold(runId) },
    { title: "TASK", cell: ({ task }) => task },
    { title: "PIPELINE", cell: ({ pipeline }) => pipeline },
    { title: "SINCE", cell: ({ since }) => age(since, now), align: "right" },
    { title: "LEFT", cell: ({ deadline }) => left(deadline, now), align: "right" },
    { title: "KIND", cell: ({ kind }) => kind, wide: true },
    { title: "WAITS", cell: ({ reason }) => reason.replace(/^waits /, "") },
  ];
}
