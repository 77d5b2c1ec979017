/** How an artifact can be looked at, by what its pipeline calls it. */
export type Preview = "json" | "csv" | "parquet" | "image" | "html" | "text" | "unknown";

const kinds: Readonly<Record<string, Preview>> = {
  ...of("json", "json", "geojson", "ipynb"),
  ...of("csv", "csv", "tsv"),
  ...of("parquet", "parquet", "pq"),
  ...of("image", "png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "svg"),
  ...of("html", "html", "htm"),
  ...of("text", "txt", "text", "log", "md", "markdown", "yaml", "yml", "toml", "ini", "xml", "sql", "py", "ts", "js"),
  ...of("text", "jsonl", "ndjson", "sh", "tex", "rst", "conf", "diff", "patch"),
};

function of(preview: Preview, ...names: readonly string[]): Record<string, Preview> {
  return Object.fromEntries(names.map((name) => [name, preview]));
}

export function previewOf(kind: string): Preview {
  const name = kind.toLowerCase().replace(/^.*\./, "");
  return Object.hasOwn(kinds, name) ? (kinds[name] ?? "unknown") : "unknown";
}

const imageTypes: Readonly<Record<string, string>> = { jpg: "image/jpeg", svg: "image/svg+xml" };

/** For the blob that an image is shown from. */
export function imageType(kind: string): string {
  const name = kind.toLowerCase();
  return imageTypes[name] ?? `image/${name}`;
}

/** Whether bytes of a kind that says nothing read as text: no byte is 0, and it is UTF-8 to its last whole character. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.includes(0)) return false;
  try {
    // A character that the end cuts in two is no fault.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
