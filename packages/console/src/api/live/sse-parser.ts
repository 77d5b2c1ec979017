/** Server-sent events out of pieces of text. Only what our server sends: `data:` lines; comments keep it alive. */

/** Pieces end anywhere, also within a line. Answers the data of each event that is whole now. */
export class SseParser {
  #rest = "";
  #data: string[] = [];

  push(piece: string): readonly string[] {
    const lines = (this.#rest + piece).split("\n");
    this.#rest = lines.pop() ?? "";
    const events: string[] = [];
    for (const line of lines) {
      if (line.startsWith("data:")) this.#data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
      else if (line === "" && this.#data.length > 0) {
        events.push(this.#data.join("\n"));
        this.#data = [];
      }
    }
    return events;
  }
}
