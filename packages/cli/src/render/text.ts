/** Text in cells. Widths count characters as a terminal shows them, without the codes that colour them. */
import { stripVTControlCharacters } from "node:util";

export function width(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - width(text))) + text;
}

/** Of uncoloured text: what fits, with a mark where something is missing. */
export function clip(text: string, columns: number): string {
  const characters = [...text];
  return characters.length <= columns ? text : `${characters.slice(0, Math.max(0, columns - 1)).join("")}…`;
}

/** The first line, without control characters: a message in a table. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text.split("\n").find((line) => line.trim() !== "") ?? "").trim();
}

export function indent(text: string, by: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : by + line))
    .join("\n");
}

/** sha256:0123456789abcdef… → 0123456789ab, enough to tell two apart. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}
