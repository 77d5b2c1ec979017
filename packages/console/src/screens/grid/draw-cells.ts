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
  readonly palette: Palette;
  readonly rowAt: (place: number) => DrawnRow;
}

const { cell: pitch } = measures;
const inset = 1;
const size = pitch - 2 * inset;

/** Cells of these rows and columns, from the corner of the canvas. */
export function drawCells(context: CanvasRenderingContext2D, { rows, columns, by, palette, rowAt }: Drawing): void {
  for (let row = rows.from; row < rows.to; row++) {
    const cells = rowAt(row);
    for (let column = columns.from; column < columns.to; column++) {
      const x = (column - columns.from) * pitch + inset;
      const y = (row - rows.from) * pitch + inset;
      const cell = cells[column];
      if (cell === undefined) drawMissing(context, x, y, palette);
      else if (by === "time") drawHeat(context, x, y, cell.heat, palette);
      else drawLook(context, x, y, cell.look, palette);
    }
  }
}

function drawMissing(context: CanvasRenderingContext2D, x: number, y: number, { outline }: Palette): void {
  context.fillStyle = outline;
  context.fillRect(x + size / 2 - 1, y + size / 2 - 1, 2, 2);
}

function drawHeat(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  heat: number | undefined,
  { accent, sunken }: Palette,
): void {
  block(context, x, y, sunken);
  if (heat === undefined) return;
  block(context, x, y, accent, 0.12 + heat * 0.88);
}

function drawLook(context: CanvasRenderingContext2D, x: number, y: number, look: CellLook, palette: Palette): void {
  const { tone, sign, split } = look;
  const isQuiet = sign === "dash" || sign === "slash";
  if (sign === "ring") outline(context, x, y, palette);
  // What went well is most of it, and steps back behind what did not.
  else block(context, x, y, isQuiet ? palette.quietGround : palette.tones[tone], sign === "" ? 0.8 : 1);
  drawSign(context, x, split.length > 0 ? y - 2 : y, sign, isQuiet ? palette.tones.quiet : "#fff");
  if (split.length > 0) drawSplit(context, x, y, split, palette);
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

function outline(context: CanvasRenderingContext2D, x: number, y: number, { outline: color }: Palette): void {
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.globalAlpha = 0.4;
  context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
  context.globalAlpha = 1;
}

function block(context: CanvasRenderingContext2D, x: number, y: number, color: string, opacity = 1): void {
  context.fillStyle = color;
  context.globalAlpha = opacity;
  context.beginPath();
  context.roundRect(x, y, size, size, 3);
  context.fill();
  context.globalAlpha = 1;
}

/** So that a state is told by its shape too. */
function drawSign(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  sign: CellLook["sign"],
  color: string,
): void {
  const [left, middle, right] = [x + 7, x + size / 2, x + size - 7];
  const [top, centre, bottom] = [y + 7, y + size / 2, y + size - 7];
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  switch (sign) {
    case "cross":
      context.moveTo(left, top);
      context.lineTo(right, bottom);
      context.moveTo(right, top);
      context.lineTo(left, bottom);
      break;
    case "dash":
      context.moveTo(left, centre);
      context.lineTo(right, centre);
      break;
    case "slash":
      context.moveTo(left, bottom);
      context.lineTo(right, top);
      break;
    case "bars":
      context.moveTo(middle - 2.5, top);
      context.lineTo(middle - 2.5, bottom);
      context.moveTo(middle + 2.5, top);
      context.lineTo(middle + 2.5, bottom);
      break;
    case "dot":
      context.arc(middle, centre, 1.5, 0, 2 * Math.PI);
      break;
    case "ring":
    case "":
      return;
  }
  context.stroke();
}
