/** Whom runs tell of themselves, as the outside sees it. */
import type { NotifyCause, NotifyTarget } from "@troupe/core";

/** Whom runs have told of themselves, and how that went. */
export interface Notices {
  /** Of one run, in order. What was sent, or given up, is known for two weeks. */
  list(runId: string): Promise<readonly NoticeView[]>;
  /**
   * Sends a message that says that it is a test, once; `to`: addresses, for an e-mail. Says what the connection is. Refusals:
   * CONNECTION_NOT_FOUND, NOTIFY_FAILED.
   */
  test(connection: string, to: readonly string[]): Promise<NotifyTarget["kind"]>;
}

export interface NoticeView {
  readonly id: string;
  readonly cause: NotifyCause;
  readonly target: NotifyTarget;
  /** When that happened which it tells of. */
  readonly at: number;
  /** `due`: not sent yet, or to be sent again. */
  readonly status: "due" | "sent" | "given-up";
  readonly attempts: number;
  /** When it is sent next; null if it is not. */
  readonly nextAt: number | null;
  readonly settledAt: number | null;
  /** Why the last attempt failed; empty if it did not. */
  readonly problem: string;
}
