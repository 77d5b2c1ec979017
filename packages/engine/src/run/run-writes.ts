/** What a run writes, and what waits for that: nothing that says that something is so leaves before it is written. */
import type { Committer, Group } from "../commit/committer.ts";

export class RunWrites {
  readonly #committer: Committer;
  #committed: Promise<void> = Promise.resolve();
  /** Groups that were staged and are not durable yet. */
  #staged = 0;

  constructor(committer: Committer) {
    this.#committer = committer;
  }

  get areDurable(): boolean {
    return this.#staged === 0;
  }

  stage(group: Group): Promise<void> {
    this.#staged += 1;
    this.#committed = this.#committer.stage(group).then(() => {
      this.#staged -= 1;
    });
    return this.#committed;
  }

  /** Once all that is staged by now is durable; if it never is, `otherwise`, or nothing: the agent asks the next leader. */
  afterCommit(call: () => void, otherwise: (error: unknown) => void = ignoreFenced): void {
    void this.#committed.then(call, otherwise);
  }

  /** SAFETY: the answer was made from the working state, so it waits until that state is durable. */
  answer<T>(reply: { resolve(value: T): void; reject(error: unknown): void }, value: T): void {
    this.#committed.then(() => reply.resolve(value), reply.reject);
  }
}

/** The committer refuses when another coordinator leads: the actor is dropped with all others. */
export function ignoreFenced(): void {}
