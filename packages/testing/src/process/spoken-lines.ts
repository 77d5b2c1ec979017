/** What a process says, line by line, for those who wait for it. */

export type StreamName = "stdout" | "stderr";

/** A line, or a part of one, that is waited for. */
export type Wanted = RegExp | ((line: string) => boolean);

/** What fits, and the groups of the expression: `const [, port] = …`. */
export type Said = readonly string[];

interface Listener {
  readonly hear: (line: string) => void;
  readonly end: () => void;
}

export class SpokenLines {
  readonly texts: Record<StreamName, string> = { stdout: "", stderr: "" };
  readonly #lines: string[] = [];
  readonly #rests: Record<StreamName, string> = { stdout: "", stderr: "" };
  readonly #listeners = new Set<Listener>();
  #isOver = false;

  add(stream: StreamName, text: string): void {
    this.texts[stream] += text;
    const lines = `${this.#rests[stream]}${text}`.split("\n");
    this.#rests[stream] = lines.pop() ?? "";
    for (const line of lines) this.#say(line);
  }

  /** Nothing more will be said. A last line without its end counts too. */
  end(): void {
    if (this.#isOver) return;
    for (const rest of Object.values(this.#rests)) if (rest !== "") this.#say(rest);
    this.#isOver = true;
    for (const listener of [...this.#listeners]) listener.end();
  }

  /** The first line that fits, said already or to come; undefined if none will. */
  first(wanted: Wanted, signal: AbortSignal): Promise<Said | undefined> {
    for (const line of this.#lines) {
      const found = matchOf(wanted, line);
      if (found !== undefined) return Promise.resolve(found);
    }
    if (this.#isOver) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<Said | undefined>();
    const listener: Listener = {
      hear: (line) => {
        const found = matchOf(wanted, line);
        if (found !== undefined) resolve(found);
      },
      end: () => resolve(undefined),
    };
    this.#listeners.add(listener);
    signal.addEventListener("abort", listener.end, { once: true });
    return promise.finally(() => {
      this.#listeners.delete(listener);
      signal.removeEventListener("abort", listener.end);
    });
  }

  #say(line: string): void {
    this.#lines.push(line);
    for (const listener of [...this.#listeners]) listener.hear(line);
  }
}

function matchOf(wanted: Wanted, line: string): Said | undefined {
  if (typeof wanted === "function") return wanted(line) ? [line] : undefined;
  return wanted.exec(line)?.map((group) => group ?? "");
}
