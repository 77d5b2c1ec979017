/** Work that is woken often and must not overlap: woken while it runs, it runs once more. It must not throw. */
export class Coalesced {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | null = null;
  #isWoken = false;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when a run that began after this call has ended. */
  async wake(): Promise<void> {
    this.#isWoken = true;
    this.#running ??= this.#run();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isWoken) {
      this.#isWoken = false;
      await this.#work();
    }
    this.#running = null;
  }
}
