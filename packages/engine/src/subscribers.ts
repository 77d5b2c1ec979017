/**
 * Those who want to be told, in the order of what happened: news given out while news is being given out waits its
 * turn. A subscriber that throws is a bug of its own: it spares the others and the one who gave the news, and crashes
 * the process as any uncaught exception does.
 */
export class Subscribers<News extends object> {
  readonly #subscribers = new Set<{ readonly tell: (news: News) => void }>();
  readonly #waiting: News[] = [];
  #telling = false;

  /** Returns the way to stop. */
  add(tell: (news: News) => void): () => void {
    const subscriber = { tell };
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  }

  tell(news: News): void {
    this.#waiting.push(news);
    if (this.#telling) return;
    this.#telling = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#tellAll(next);
    this.#telling = false;
  }

  #tellAll(news: News): void {
    for (const { tell } of [...this.#subscribers]) {
      try {
        tell(news);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
