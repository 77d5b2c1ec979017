/** How data is printed: a table for eyes, or the whole record for programs. */
import { stringify } from "yaml";
import type { OutputFormat } from "./formats.ts";
import { type Column, table } from "./render/table.ts";
import type { Terminal } from "./terminal.ts";

export type { OutputFormat };

export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly columns: readonly Column<Item>[];
  readonly name: (item: Item) => string;
  /** Said to people where there is nothing to list. */
  readonly none: string;
}

export function printList<Item>(terminal: Terminal, format: OutputFormat | undefined, listing: Listing<Item>): void {
  const { items, columns, name, none } = listing;
  if (format === "json" || format === "yaml") return printData(terminal, format, items);
  if (format === "name") {
    for (const item of items) terminal.out(name(item));
    return;
  }
  if (items.length === 0) return terminal.say(terminal.style.dim(none));
  const shown = columns.filter((column) => format === "wide" || column.wide !== true);
  terminal.out(table(items, shown, terminal.dataStyle.dim));
}

export interface Detail<Item> {
  readonly item: Item;
  readonly name: string;
  /** What people read. */
  readonly text: string;
}

export function printDetail<Item>(terminal: Terminal, format: OutputFormat | undefined, detail: Detail<Item>): void {
  if (format === "json" || format === "yaml") return printData(terminal, format, detail.item);
  terminal.out(format === "name" ? detail.name : detail.text);
}

/** Dates become ISO 8601 in both. */
export function printData(terminal: Terminal, format: "json" | "yaml", data: unknown): void {
  if (format === "json") terminal.out(JSON.stringify(data, null, 2));
  else terminal.out(stringify(JSON.parse(JSON.stringify(data)), { lineWidth: 0 }).trimEnd());
}
