/** Everything that a run's actor understands. */
import type {
  ApprovalAnswer,
  AttemptNote,
  AttemptOutcome,
  LossKind,
  RunInput,
  RunState,
  TaskEnd,
  WaitEnd,
} from "@troupe/core";
import type { AnsweredQuestion } from "../cache/consultant.ts";
import type { ProgressView, RunView, TaskView, WatchItem } from "../engine.ts";
import type { Message, Reply } from "../kernel/actor.ts";

export type RunMessage = Message &
  (
    | { readonly type: "Wake" }
    /** From an earlier term: takes up where the store says that it is. */
    | { readonly type: "Resume"; readonly done: () => void }
    | { readonly type: "Assign"; readonly assignments: readonly AssignedTask[] }
    | { readonly type: "Claim"; readonly task: string; readonly attempt: number; readonly agent: string }
    | { readonly type: "Running"; readonly task: string; readonly attempt: number; readonly agent: string }
    | {
        readonly type: "Result";
        readonly task: string;
        readonly attempt: number;
        readonly agent: string;
        readonly result: AttemptOutcome;
      }
    | {
        readonly type: "Note";
        readonly task: string;
        readonly attempt: number;
        readonly agent: string;
        readonly note: AttemptNote;
      }
    | {
        readonly type: "Lose";
        readonly task: string;
        readonly attempt: number;
        readonly agent: string;
        readonly reason: string;
        readonly how: LossKind;
      }
    | {
        readonly type: "Decline";
        readonly task: string;
        readonly attempt: number;
        readonly agent: string;
        readonly reason: string;
      }
    | { readonly type: "Prioritize"; readonly priority: number; readonly reply: Reply<RunView> }
    | { readonly type: "Cancel"; readonly reason: string; readonly by?: string; readonly reply: Reply<RunView> }
    | { readonly type: "CacheAnswers"; readonly answers: readonly AnsweredQuestion[] }
    | { readonly type: "EndTask"; readonly task: string; readonly as: TaskEnd; readonly reply: Reply<TaskView> }
    /** Its turn has come. */
    | { readonly type: "Release" }
    /** Somebody wants it to begin now. */
    | { readonly type: "ReleaseNow"; readonly reply: Reply<RunView> }
    /** A newer run takes its place. */
    | { readonly type: "Supersede"; readonly by: string }
    | { readonly type: "EndWait"; readonly task: string; readonly attempt: number; readonly end: WaitEnd }
    | {
        readonly type: "Answer";
        readonly task: string;
        readonly answer: ApprovalAnswer;
        readonly reply: Reply<TaskView>;
      }
    | { readonly type: "Timer" }
    | { readonly type: "Repeat" }
    | { readonly type: "Progress"; readonly task: string; readonly attempt: number; readonly progress: ProgressView }
    /** Reads what is committed once the answer comes. */
    | { readonly type: "Read"; readonly read: (committed: CommittedRun) => unknown; readonly reply: Reply<unknown> }
    | { readonly type: "Watch"; readonly watcher: Watcher; readonly reply: Reply<Watch> }
  );

export interface AssignedTask {
  readonly task: string;
  readonly attempt: number;
  readonly agent: string;
  readonly devices: readonly string[];
}

export interface CommittedRun {
  readonly state: RunState;
  readonly progress: ReadonlyMap<string, ProgressView>;
}

export interface Watcher {
  /** Sequence number of the last event that it has; the snapshot comes first if 0. */
  readonly after: number;
  readonly runOnly: boolean;
  take(item: WatchItem): void;
  /** Nothing follows: it has been told the run's last event, or its actor is gone and the watcher has to look again. */
  end(because: "over" | "gone"): void;
}

export interface Watch {
  /** Sequence number of the last event before the watch: what the watcher misses ends with it. */
  readonly from: number;
  leave(): void;
}

export type SimpleInput = Extract<
  RunInput,
  { readonly type: "ReportRunning" | "ReportResult" | "LoseAttempt" | "ReturnAssignment" }
>;
