/** The table of a run, drawn over and over. Ten pictures a second at most, however many events come. */
import { createLogUpdate } from "log-update";
import type { Context } from "../context.ts";
import { frame } from "./frame.ts";
import type { Picture } from "./picture.ts";
import type { RunModel } from "./run-model.ts";

const intervalMs = 100;

export function livePicture({ terminal, now }: Context, model: RunModel, prompt: () => string | null): Picture {
  const draw = createLogUpdate(terminal.stderr as NodeJS.WriteStream);
  let tick = 0;
  let note: string | null = null;
  const picture = (extra: string | null): string => {
    const { columns, rows, style } = terminal;
    const text = frame(model, { now: now(), columns, rows, tick, style });
    return extra === null ? text : `${text}\n${style.warn(extra)}`;
  };
  const timer = setInterval(() => {
    tick++;
    draw(picture(prompt() ?? note));
  }, intervalMs);
  draw(picture(null));
  return {
    note(text) {
      note = text;
    },
    close() {
      clearInterval(timer);
      draw(picture(null));
      draw.done();
    },
  };
}
