/** What is to be told, and what became of it: a record, from the group that ends the run until two weeks after it was sent. */
import { isObject, type Notice } from "@troupe/core";
import type { StateEntry } from "../ports/state-store.ts";
import { record } from "../records/record.ts";

export interface NoticeRecord {
  readonly notice: Notice;
  /** `due`: to be sent, or sent again. */
  readonly status: "due" | "sent" | "given-up";
  /** So far. */
  readonly attempts: number;
  /** When it is sent next, while it is due. */
  readonly nextAt: number;
  readonly settledAt: number | null;
  /** Why the last attempt failed; empty if there was none, or it did not. */
  readonly problem: string;
}

export const duePrefix = "notices/due/";
export const settledPrefix = "notices/settled/";
/** Ids begin with that of their run, so that keys come in order of the age of their runs. */
export const dueKey = (id: string): string => `${duePrefix}${encodeURIComponent(id)}`;
export const settledKey = (id: string): string => `${settledPrefix}${encodeURIComponent(id)}`;

export const noticeRecord = record<NoticeRecord>(
  "notice",
  (value) =>
    isObject(value.notice) &&
    typeof value.notice.id === "string" &&
    typeof value.status === "string" &&
    typeof value.attempts === "number" &&
    typeof value.nextAt === "number",
);

/** What writes them together with what they tell of. */
export function noticePuts(notices: readonly Notice[]): readonly StateEntry[] {
  return notices.map((notice) => ({ key: dueKey(notice.id), value: noticeRecord.encode(firstRecord(notice)) }));
}

export function firstRecord(notice: Notice): NoticeRecord {
  return { notice, status: "due", attempts: 0, nextAt: notice.at, settledAt: null, problem: "" };
}
