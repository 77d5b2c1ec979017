/**
 * What stands behind the ? of an address: flat texts, so that people, notifications and the command line can write them.
 * Lists are joined by commas. What a screen does not know is dropped; what it cannot read is as if it were not there.
 */

export type RawSearch = Readonly<Record<string, unknown>>;

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: RawSearch): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === false || value === "") continue;
    const text = Array.isArray(value) ? value.join(",") : value === true ? "1" : String(value);
    if (text !== "") params.set(name, text);
  }
  const text = params.toString().replaceAll("%2C", ",").replaceAll("%5B", "[").replaceAll("%5D", "]");
  return text === "" ? "" : `?${text}`;
}

export function readText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
}

/** A whole number from 0. */
export function readCount(value: unknown): number | undefined {
  const number =
    typeof value === "number" ? value : /^\d{1,15}$/.test(String(value ?? "")) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

export function readFlag(value: unknown): true | undefined {
  return value === true || value === "1" || value === "true" ? true : undefined;
}

export function readList(value: unknown): readonly string[] | undefined {
  const items = Array.isArray(value) ? value.map(String) : (readText(value)?.split(",") ?? []);
  const given = items.filter((item) => item !== "");
  return given.length === 0 ? undefined : given;
}

export function readOneOf<const Options extends readonly string[]>(
  options: Options,
  value: unknown,
): Options[number] | undefined {
  return options.find((option) => option === value);
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined, so that addresses stay short and two that mean the same are the same. */
export function present<T extends object>(search: T): Present<T> {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Present<T>;
}
