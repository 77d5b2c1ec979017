/** Bytes of several tasks to whole lines, each with its task before it. */
import { TextDecoder } from "node:util";
import type { LogChunk } from "@troupe/sdk/client";
import type { Style } from "../render/style.ts";
import { padEnd } from "../render/text.ts";

/** A line that does not end is cut here, so that a program without newlines cannot fill the memory. */
const maxLineLength = 64 * 1024;

export class LinePrefixer {
  readonly #style: Style;
  readonly #rest = new Map<string, { readonly task: string; text: string; readonly decoder: TextDecoder }>();
  readonly #tasks = new Map<string, number>();
  #columns = 0;

  constructor(style: Style) {
    this.#style = style;
  }

  /** The lines that are complete now. */
  add({ task, stream, data }: LogChunk): readonly string[] {
    const rest = this.#restOf(task, stream);
    const lines = (rest.text + rest.decoder.decode(data, { stream: true })).split("\n");
    rest.text = lines.pop() ?? "";
    if (rest.text.length > maxLineLength) {
      lines.push(rest.text);
      rest.text = "";
    }
    return lines.map((line) => this.#prefix(task) + line);
  }

  /** The lines that never ended. */
  end(): readonly string[] {
    return [...this.#rest.values()]
      .filter(({ text }) => text !== "")
      .map(({ task, text }) => this.#prefix(task) + text);
  }

  #restOf(task: string, stream: string) {
    const key = `${task} ${stream}`;
    const rest = this.#rest.get(key) ?? { task, text: "", decoder: new TextDecoder() };
    this.#rest.set(key, rest);
    return rest;
  }

  /** A colour a task, in the order in which they first wrote. */
  #prefix(task: string): string {
    const nth = this.#tasks.get(task) ?? this.#tasks.size;
    this.#tasks.set(task, nth);
    this.#columns = Math.max(this.#columns, task.length);
    return this.#style.nth(nth)(`${padEnd(task, this.#columns)} │ `);
  }
}
