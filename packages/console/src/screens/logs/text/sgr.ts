/**
 * The colours that are on where a line begins: programs switch them on in one line and off in another, and a reader may
 * begin anywhere. Kept as the shortest escape codes that bring them about again.
 */
import { colourCodes, escapeCharacter } from "./escape.ts";

interface Colours {
  readonly foreground: string;
  readonly background: string;
  /** Codes 1 to 9 that are on. */
  readonly styles: readonly number[];
}

const plain: Colours = { foreground: "", background: "", styles: [] };

/** What is on after a text in which `before` was on at the start: "1;31", or "" for nothing. */
export function sgrAfter(before: string, text: string): string {
  let colours: Colours | undefined;
  for (const [, parameters = ""] of text.matchAll(colourCodes)) colours = apply(colours ?? parse(before), parameters);
  return colours === undefined ? before : format(colours);
}

/** The escape code that brings it about. */
export function sgrCode(state: string): string {
  return state === "" ? "" : `${escapeCharacter}[${state}m`;
}

function parse(state: string): Colours {
  return state === "" ? plain : apply(plain, state);
}

function format({ foreground, background, styles }: Colours): string {
  return [...styles.map(String), foreground, background].filter((code) => code !== "").join(";");
}

function apply(before: Colours, parameters: string): Colours {
  const numbers = parameters.split(/[;:]/).map(Number);
  let { foreground, background, styles } = before;
  for (let index = 0; index < numbers.length; index++) {
    const code = numbers[index] ?? 0;
    if (code === 0) [foreground, background, styles] = ["", "", []];
    else if (code <= 9) styles = styles.includes(code) ? styles : [...styles, code];
    else if (code <= 29) styles = styles.filter((style) => !switchedOff(code).includes(style));
    else if (code === 38 || code === 48) {
      const length = numbers[index + 1] === 2 ? 5 : 3;
      const colour = numbers.slice(index, index + length).join(";");
      if (code === 38) foreground = colour;
      else background = colour;
      index += length - 1;
    } else if (code === 39) foreground = "";
    else if (code === 49) background = "";
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) foreground = String(code);
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) background = String(code);
  }
  return { foreground, background, styles };
}

function switchedOff(code: number): readonly number[] {
  if (code === 21) return [1];
  return code === 22 ? [1, 2] : code === 25 ? [5, 6] : [code - 20];
}
