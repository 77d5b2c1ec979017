/** The way to people and programs outside: chat, e-mail, webhooks. One that hangs must not disturb anybody else. */
import type { Notice, NoticeText, NotifyTarget } from "@troupe/core";

export interface Messenger {
  /**
   * Resolves once the other side has taken it. The same notice may be sent again, with the same id, which goes along so
   * that the other side can tell. Ends soon after `signal` is aborted. Throws TroupeError: `retry` if it may work later
   * (its detail `retryAfterMs` says when, if the other side did), `reject` if it never will.
   */
  send(message: OutgoingNotice, signal: AbortSignal): Promise<void>;
  /** What can be reached, by name. */
  connections(): readonly ConnectionInfo[];
}

export interface OutgoingNotice {
  readonly id: string;
  readonly target: NotifyTarget;
  readonly text: NoticeText;
  /** What it is about, for programs; null for a test, which is about nothing. */
  readonly notice: Notice | null;
  /** Milliseconds since the epoch: of this attempt to send it. */
  readonly sentAt: number;
}

export interface ConnectionInfo {
  readonly name: string;
  readonly kind: NotifyTarget["kind"];
}
