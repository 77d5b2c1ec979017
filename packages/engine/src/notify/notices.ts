/** What became of the notices of a run, as the outside sees it; and tests of a connection. */
import { type NotifyTarget, TroupeError } from "@troupe/core";
import type { Notices, NoticeView } from "../engine.ts";
import type { Clock } from "../ports/clock.ts";
import type { Messenger } from "../ports/messenger.ts";
import type { StateStore } from "../ports/state-store.ts";
import { scanAll } from "../records/scan-all.ts";
import { dueKey, type NoticeRecord, noticeRecord, settledKey } from "./notice-record.ts";

const testMs = 15_000;

/** In the order in which they came to be. */
export async function noticesOfRun(store: StateStore, runId: string): Promise<readonly NoticeView[]> {
  const found = new Map<string, NoticeView>();
  // In this order: one that is settled meanwhile is found in the second place, or in both.
  for (const prefix of [dueKey(`${runId}.`), settledKey(`${runId}.`)])
    for await (const { value } of scanAll(store, prefix)) {
      const record = noticeRecord.decode(value);
      found.set(record.notice.id, viewOf(record));
    }
  return [...found.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function viewOf({ notice, status, attempts, nextAt, settledAt, problem }: NoticeRecord): NoticeView {
  const { id, cause, target, at } = notice;
  return { id, cause, target, at, status, attempts, settledAt, problem, nextAt: status === "due" ? nextAt : null };
}

export class NoticesOfEngine implements Notices {
  readonly #store: StateStore;
  readonly #clock: Clock;
  readonly #messenger: Messenger | undefined;

  constructor(store: StateStore, clock: Clock, messenger: Messenger | undefined) {
    this.#store = store;
    this.#clock = clock;
    this.#messenger = messenger;
  }

  list(runId: string): Promise<readonly NoticeView[]> {
    return noticesOfRun(this.#store, runId);
  }

  async test(connection: string, to: readonly string[]): Promise<NotifyTarget["kind"]> {
    const messenger = this.#messenger;
    const known = messenger?.connections() ?? [];
    const found = known.find(({ name }) => name === connection);
    if (messenger === undefined || found === undefined)
      throw unknownConnection(
        connection,
        known.map(({ name }) => name),
      );
    const { kind } = found;
    if (kind === "email" && to.length === 0) throw addressMissing(connection);
    const sentAt = this.#clock.now();
    const target: NotifyTarget = { kind, connection, ...(kind === "email" && { to }) };
    const text = {
      title: "This is a test",
      facts: [["connection", connection] as const],
      lastLines: [],
      commands: [],
      link: null,
    };
    const late = new AbortController();
    const timer = this.#clock.after(testMs, () => late.abort(noAnswer(connection)));
    const isLate = new Promise<never>((_, reject) => {
      late.signal.addEventListener("abort", () => reject(late.signal.reason), { once: true });
    });
    try {
      const message = { id: `test.${connection}.${sentAt}`, target, text, notice: null, sentAt };
      await Promise.race([messenger.send(message, late.signal), isLate]);
      return kind;
    } catch (error) {
      // Whoever tests is told what happened, and tries again when it is mended.
      const why = error instanceof Error ? error.message : String(error);
      throw new TroupeError(`The test could not be sent: ${why}`, { code: "NOTIFY_FAILED", reaction: "reject" });
    } finally {
      timer.cancel();
    }
  }
}

function noAnswer(connection: string): Error {
  return new Error(`${connection} gave no answer within ${testMs / 1000} s`);
}

export function unknownConnection(name: string, known: readonly string[]): TroupeError {
  const there = known.length === 0 ? "there are none" : `known are ${known.join(", ")}`;
  return new TroupeError(
    `This coordinator has no connection "${name}": ${there}. Add it to the file that the setting connections names.`,
    { code: "CONNECTION_NOT_FOUND", reaction: "reject", details: { connection: name } },
  );
}

function addressMissing(connection: string): TroupeError {
  return new TroupeError(`"${connection}" sends e-mail: say to whom, as in --to ml@example.com.`, {
    code: "INVALID_ARGUMENT",
    reaction: "reject",
  });
}
