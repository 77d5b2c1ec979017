/**
 * Pages of a list. A token is opaque to clients: it holds where the page ended and which list it belongs to, so that a
 * token used with other filters is refused instead of quietly skipping entries.
 */
import { createHash } from "node:crypto";
import type { RequestCheck } from "./request-check.ts";

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Empty after the last page. */
  readonly nextPageToken: string;
}

/** Identifies a list: the method and everything that selects its entries. */
export type ListIdentity = readonly [method: string, ...filters: (string | readonly string[])[]];

/** Where to go on; undefined for the first page. */
export function readPageToken(check: RequestCheck, list: ListIdentity, token: string): string | undefined {
  if (token === "") return undefined;
  const after = decode(list, token);
  if (after === undefined)
    check.refuse(
      "page_token",
      "is not a token of this list",
      "Send next_page_token of the page before, with the same filters; or none, to begin again.",
    );
  return after;
}

/** `items` were asked for with a limit of `size + 1`: one more than fits tells that there is a next page. */
export function toPage<Item>(
  list: ListIdentity,
  items: readonly Item[],
  size: number,
  idOf: (item: Item) => string,
): Page<Item> {
  const shown = items.slice(0, size);
  const last = shown.at(-1);
  const isLast = items.length <= size || last === undefined;
  return { items: shown, nextPageToken: isLast ? "" : encode(list, idOf(last)) };
}

/** Of a list that ends a page where it likes: the entry with that id was its last one. */
export function tokenAfter(list: ListIdentity, id: string): string {
  return encode(list, id);
}

function encode(list: ListIdentity, after: string): string {
  return Buffer.from(JSON.stringify([fingerprint(list), after])).toString("base64url");
}

function decode(list: ListIdentity, token: string): string | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    if (!Array.isArray(parts) || parts.length !== 2) return undefined;
    const [print, after]: unknown[] = parts;
    return print === fingerprint(list) && typeof after === "string" ? after : undefined;
  } catch {
    return undefined;
  }
}

function fingerprint(list: ListIdentity): string {
  return createHash("sha256").update(JSON.stringify(list)).digest("base64url").slice(0, 8);
}
