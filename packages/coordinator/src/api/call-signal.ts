/**
 * When a call must end: its caller is gone, its deadline has passed, or the coordinator stops. By hand, because a signal
 * of AbortSignal.any() that somebody listens to stays with the signals that it came from, and ours live for months.
 */
import { TroupeError } from "@troupe/core";

export class CallSignal {
  readonly #controller = new AbortController();
  readonly #stopping: AbortSignal | undefined;

  /** Without `stopping`, only the caller ends it. */
  constructor(stopping?: AbortSignal) {
    this.#stopping = stopping;
    if (stopping?.aborted === true) this.#stop();
    else stopping?.addEventListener("abort", this.#stop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Nobody waits for the answer any more. */
  callerGone(): void {
    this.#controller.abort(callerGone());
    this.done();
  }

  /** The call has ended; must be called, or its signal is kept until the coordinator stops. */
  done(): void {
    this.#stopping?.removeEventListener("abort", this.#stop);
  }

  readonly #stop = (): void => this.#controller.abort(this.#stopping?.reason);
}

export function callerGone(): TroupeError {
  return new TroupeError("the call was cancelled, or its deadline has passed", {
    code: "CANCELLED",
    reaction: "reject",
  });
}
