/** Who was told of a run, and how that went. */
import type { NotificationRecord } from "@troupe/sdk/client";
import { between } from "../render/duration.ts";
import type { Style } from "../render/style.ts";
import { type Column, table } from "../render/table.ts";
import { clip, oneLine } from "../render/text.ts";
import type { TextOptions } from "./run-text.ts";

/** Empty if nobody is. */
export function notificationsText(all: readonly NotificationRecord[], { now, style }: TextOptions): string {
  return all.length === 0 ? "" : table(all, columns(now, style), style.dim);
}

function columns(now: number, style: Style): readonly Column<NotificationRecord>[] {
  return [
    { title: "TOLD", cell: ({ cause }) => cause },
    { title: "BY", cell: ({ kind, connection }) => (kind === connection ? kind : `${kind} ${connection}`) },
    { title: "TO", cell: ({ to }) => clip(to.join(", "), 40) },
    { title: "STATE", cell: (notification) => stateText(notification, now, style) },
    { title: "TRIES", cell: ({ attempts }) => String(attempts), align: "right" },
    { title: "PROBLEM", cell: ({ problem }) => clip(oneLine(problem), 80) },
  ];
}

function stateText({ state, at, settledAt, nextAt }: NotificationRecord, now: number, style: Style): string {
  if (state === "sent") return style.good(`sent after ${between(at, settledAt, now)}`);
  if (state === "given-up") return style.bad("given up");
  const isSoon = nextAt === null || nextAt.getTime() <= now;
  return isSoon ? "being sent" : `again in ${between(new Date(now), nextAt, now)}`;
}
