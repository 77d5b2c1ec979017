/** Tells what is being done, in lines on stderr. On a terminal the last one moves; elsewhere long things show signs of life. */
import type { Terminal } from "@troupe/cli";

export interface Narrator {
  /** Shows a line while something takes its time, then how it went. `tell` says what it is at. */
  during<T>(what: string, work: (tell: (detail: string) => void) => Promise<T>): Promise<T>;
}

const frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const signOfLifeMs = 10_000;

export function createNarrator(terminal: Terminal): Narrator {
  return {
    async during(what, work) {
      const began = performance.now();
      const line = terminal.isLive ? movingLine(terminal, what) : stillLine(terminal, what);
      try {
        const result = await work(line.tell);
        line.end(`${terminal.style.good("✓")} ${what} ${terminal.style.dim(seconds(began))}`);
        return result;
      } catch (error) {
        line.end(`${terminal.style.bad("✗")} ${what}`);
        throw error;
      }
    },
  };
}

interface Line {
  tell(detail: string): void;
  end(text: string): void;
}

function movingLine({ stderr, columns, style }: Terminal, what: string): Line {
  let detail = "";
  let frame = 0;
  const draw = (): void => {
    const text = detail === "" ? what : `${what}: ${detail}`;
    const cut = text.length > columns - 3 ? `${text.slice(0, columns - 4)}…` : text;
    stderr.write(`\r\u001b[2K${style.busy(frames[frame++ % frames.length] ?? "")} ${cut}`);
  };
  const timer = setInterval(draw, 100);
  draw();
  return {
    tell(next) {
      detail = next;
    },
    end(text) {
      clearInterval(timer);
      stderr.write(`\r\u001b[2K${text}\n`);
    },
  };
}

function stillLine({ say }: Terminal, what: string): Line {
  let detail = "";
  say(`… ${what}`);
  const timer = setInterval(() => say(detail === "" ? "  still at it" : `  ${detail}`), signOfLifeMs);
  return {
    tell(next) {
      detail = next;
    },
    end(text) {
      clearInterval(timer);
      say(text);
    },
  };
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)}s`;
}
