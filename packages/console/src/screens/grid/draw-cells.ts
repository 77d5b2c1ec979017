/**
 * Draws cells on a canvas: fifty runs of two hundred steps are ten thousand elements otherwise, and no browser scrolls those
 * smoothly while they come and go.
 */
import type { Tone } from "../../format/states.ts";
import { type CellLook, heatOf, lookOfCell } from "./cell-look.ts";
import { type Cell, cellOf, type GridRow, type GridRun } from "./grid-model.ts";
import { measures } from "./measures.ts";
import type { Window } from "./window.ts";

/** The colours of the scheme, as the style sheet has them. */
export interface Palette {
  readonly tones: Readonly<Record<Tone, string>>;
  readonly quietGround: string;
  readonly outline: string;
  readonly sunken: string;
  readonly surface: string;
  readonly accent: string;
}

const toneNames: readonly Tone[] = ["good", "bad", "live", "wait", "warn", "quiet"];

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  return {
    tones: Object.fromEntries(toneNames.map((tone) => [tone, color(`--${tone}-mark`)])) as Palette["tones"],
    quietGround: color("--quiet-bg"),
    outline: color("--border-strong"),
    sunken: color("--sunken"),
    surface: color("--surface"),
    accent: color("--accent"),
  };
}

/** What is drawn of a row: a cell a run. */
export type DrawnRow = readonly (DrawnCell | undefined)[];

interface DrawnCell {
  readonly look: CellLook;
  /** 0 to 1; undefined: it has not started. */
  readonly heat: number | undefined;
}

export function drawnRow(row: GridRow, runs: readonly GridRun[]): DrawnRow {
  const cells = runs.map((run) => cellOf(run, row));
  const seconds = cells.flatMap((cell) => cell?.seconds ?? []);
  const bounds = { least: Math.min(...seconds), most: Math.max(...seconds) };
  return cells.map((cell) => cell && { look: lookOfCell(cell), heat: heat(cell, bounds) });
}

function heat({ seconds }: Cell, bounds: { readonly least: number; readonly most: number }): number | undefined {
  return seconds === undefined ? undefined : heatOf(seconds, bounds);
}

export interface Drawing {
  readonly rows: Window;
  readonly columns: Window;
  readonly by: "state" | "time";
  readonly stamps: Stamps;
  readonly rowAt: (place: number) => DrawnRow;
}

const { cell: pitch } = measures;
const inset = 1;
const size = pitch - 2 * inset;

/** Cells of these rows and columns, from the corner of the canvas. */
export function drawCells(context: CanvasRenderingContext2D, { rows, columns, by, stamps, rowAt }: Drawing): void {
  for (let row = rows.from; row < rows.to; row++) {
    const cells = rowAt(row);
    for (let column = columns.from; column < columns.to; column++) {
      const x = (column - columns.from) * pitch + inset;
      const y = (row - rows.from) * pitch + inset;
      const cell = cells[column];
      if (cell === undefined) context.drawImage(stamps.missing(), x, y, size, size);
      else if (by === "time") context.drawImage(stamps.heat(cell.heat), x, y, size, size);
      else {
        context.drawImage(stamps.look(cell.look), x, y, size, size);
        if (cell.look.split.length > 0) drawSplit(context, x, y, cell.look.split, stamps.palette);
      }
    }
  }
}

/** Of heat, so that there are few pictures of it. */
const heatLevels = 24;

/** Each kind of cell is drawn once, and then copied: thousands of paths would take longer than a frame. */
export class Stamps {
  readonly palette: Palette;
  readonly #scale: number;
  readonly #made = new Map<string, HTMLCanvasElement>();

  constructor(palette: Palette, scale: number) {
    this.palette = palette;
    this.#scale = scale;
  }

  missing(): HTMLCanvasElement {
    return this.#stamp("missing", (context) => {
      context.fillStyle = this.palette.outline;
      context.fillRect(size / 2 - 1, size / 2 - 1, 2, 2);
    });
  }

  /** Undefined: it has not started. */
  heat(heat: number | undefined): HTMLCanvasElement {
    const level = heat === undefined ? -1 : Math.round(heat * heatLevels);
    return this.#stamp(`heat ${level}`, (context) => {
      block(context, this.palette.sunken);
      if (level >= 0) block(context, this.palette.accent, 0.12 + (level / heatLevels) * 0.88);
    });
  }

  look({ tone, sign, split }: CellLook): HTMLCanvasElement {
    const rise = split.length > 0 ? 2 : 0;
    return this.#stamp(`${tone} ${sign} ${rise}`, (context) => {
      const { tones, quietGround, outline: line } = this.palette;
      const isQuiet = sign === "dash" || sign === "slash";
      if (sign === "ring") outline(context, line);
      // What went well is most of it, and steps back behind what did not.
      else block(context, isQuiet ? quietGround : tones[tone], sign === "" ? 0.8 : 1);
      context.translate(0, -rise);
      drawSign(context, sign, isQuiet ? tones.quiet : "#fff");
    });
  }

  #stamp(key: string, draw: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const canvas = document.createElement("canvas");
    canvas.width = size * this.#scale;
    canvas.height = size * this.#scale;
    const context = canvas.getContext("2d");
    context?.scale(this.#scale, this.#scale);
    if (context !== null) draw(context);
    this.#made.set(key, canvas);
    return canvas;
  }
}

const strip = 5;

/** Of tasks that are not all in one state, how many are in which: a strip along the bottom, what is done at its left. */
function drawSplit(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  split: CellLook["split"],
  { tones, surface }: Palette,
): void {
  const top = y + size - strip;
  context.fillStyle = surface;
  context.fillRect(x, top - 1, size, strip + 1);
  let left = x;
  for (const { tone, share } of split.toReversed()) {
    context.fillStyle = tones[tone];
    context.fillRect(left, top, share * size, strip);
    left += share * size;
  }
}

function outline(context: CanvasRenderingContext2D, color: string): void {
  context.strokeStyle = color;
  context.globalAlpha = 0.4;
  context.strokeRect(0.5, 0.5, size - 1, size - 1);
  context.globalAlpha = 1;
}

function block(context: CanvasRenderingContext2D, color: string, opacity = 1): void {
  context.fillStyle = color;
  context.globalAlpha = opacity;
  context.beginPath();
  context.roundRect(0, 0, size, size, 3);
  context.fill();
  context.globalAlpha = 1;
}

/** So that a state is told by its shape too. */
function drawSign(context: CanvasRenderingContext2D, sign: CellLook["sign"], color: string): void {
  const [near, middle, far] = [7, size / 2, size - 7];
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  switch (sign) {
    case "cross":
      line(context, near, near, far, far);
      line(context, far, near, near, far);
      break;
    case "dash":
      line(context, near, middle, far, middle);
      break;
    case "slash":
      line(context, near, far, far, near);
      break;
    case "bars":
      line(context, middle - 2.5, near, middle - 2.5, far);
      line(context, middle + 2.5, near, middle + 2.5, far);
      break;
    case "dot":
      context.arc(middle, middle, 1.5, 0, 2 * Math.PI);
      break;
    case "ring":
    case "":
      return;
  }
  context.stroke();
}

function line(context: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
}
