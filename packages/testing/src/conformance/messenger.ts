/** What every messenger must do. */
import assert from "node:assert/strict";
import type { NotifyTarget } from "@troupe/core";
import type { Messenger, OutgoingNotice } from "@troupe/engine";
import { type Subject, type TestRunner, testWith, troupeError } from "./suite.ts";

export interface MessengerSubject extends Subject {
  readonly messenger: Messenger;
  /** The one connection that there is. */
  readonly target: NotifyTarget;
  /** What the other side does from now on. */
  mood(mood: "take" | "later" | "never" | "hang"): void;
  /** What it has taken, in order: the id by which it knows the message, and all of its words. */
  taken(): readonly { readonly id: string; readonly text: string }[];
  /** Whoever it knows by this id. */
  idOf(id: string): string;
}

const patience = 10_000;

export function messengerConformance(runner: TestRunner, name: string, open: () => Promise<MessengerSubject>): void {
  runner.describe(`${name} conforms to Messenger`, () => {
    const test = testWith(runner, open);

    test("brings a message with its id, and the words that matter", async ({ messenger, target, taken, idOf }) => {
      await messenger.send(noticeTo(target), AbortSignal.timeout(patience));
      const [first, ...more] = taken();
      assert.equal(more.length, 0);
      assert.equal(first?.id, idOf("r1.ended.0"));
      for (const word of ["churn failed at train", "exited with code 1", "the last line", "r1"])
        assert.ok(first?.text.includes(word), `${word} is not in ${first?.text}`);
    });

    test("brings it again under the same id", async ({ messenger, target, taken }) => {
      for (let times = 0; times < 2; times += 1) await messenger.send(noticeTo(target), AbortSignal.timeout(patience));
      const ids = taken().map(({ id }) => id);
      assert.equal(ids.length, 2);
      assert.equal(new Set(ids).size, 1);
    });

    test("tells what may work later from what never will", async ({ messenger, target, mood, taken }) => {
      mood("later");
      await assert.rejects(
        messenger.send(noticeTo(target), AbortSignal.timeout(patience)),
        troupeError("NOTIFY_FAILED", "retry"),
      );
      mood("never");
      await assert.rejects(
        messenger.send(noticeTo(target), AbortSignal.timeout(patience)),
        troupeError("NOTIFY_FAILED", "reject"),
      );
      mood("take");
      await messenger.send(noticeTo(target), AbortSignal.timeout(patience));
      assert.equal(taken().length, 1);
    });

    test("leaves one that hangs when it is told to", async ({ messenger, target, mood }) => {
      mood("hang");
      const late = new AbortController();
      const sending = messenger.send(noticeTo(target), late.signal);
      setTimeout(() => late.abort(new Error("enough")), 50);
      await assert.rejects(sending, /enough/);
    });

    test("knows its connections, and says so of one that is not there", async ({ messenger, target }) => {
      assert.deepEqual(messenger.connections(), [{ name: target.connection, kind: target.kind }]);
      for (const other of [{ ...target, connection: "elsewhere" }, otherKind(target)])
        await assert.rejects(
          messenger.send(noticeTo(other), AbortSignal.timeout(patience)),
          troupeError("CONNECTION_NOT_FOUND", "retry"),
        );
    });
  });
}

function otherKind({ kind, connection }: NotifyTarget): NotifyTarget {
  return kind === "slack" ? { kind: "webhook", connection } : { kind: "slack", connection };
}

function noticeTo(target: NotifyTarget): OutgoingNotice {
  return {
    id: "r1.ended.0",
    target,
    sentAt: 1_763_800_000_000,
    notice: {
      id: "r1.ended.0",
      cause: "failed",
      target,
      runId: "r1",
      pipeline: "churn",
      version: `sha256:${"0".repeat(64)}`,
      createdAt: 1_763_799_000_000,
      at: 1_763_800_000_000,
      params: "{}",
      task: "train",
      why: "exited with code 1",
      code: "TASK_FAILED",
    },
    text: {
      title: "churn failed at train",
      facts: [
        ["run", "r1"],
        ["why", "exited with code 1"],
      ],
      lastLines: ["a line", "the last line"],
      commands: [["see it", "troupe describe run r1"]],
      link: "https://troupe.example.com/runs/r1",
    },
  };
}
