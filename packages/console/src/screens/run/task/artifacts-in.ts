/** Artifacts inside a value, by where they stand in it. Pure. */

export interface ArtifactAt {
  /** "model.file", "tables[2]"; empty if the value itself is one. */
  readonly path: string;
  readonly kind: string;
  /** "sha256:…". */
  readonly digest: string;
  readonly size: number;
}

/** Not more: a value may be a list of thousands. */
const most = 50;

export function artifactsIn(json: string): readonly ArtifactAt[] {
  const found: ArtifactAt[] = [];
  try {
    walk(JSON.parse(json), "", found);
  } catch {
    return [];
  }
  return found;
}

function walk(value: unknown, path: string, found: ArtifactAt[]): void {
  if (typeof value !== "object" || value === null || found.length >= most) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, `${path}[${index}]`, found);
    return;
  }
  const { kind, digest, size } = value as Readonly<Record<string, unknown>>;
  if (typeof kind === "string" && typeof digest === "string" && /^sha256:[0-9a-f]{64}$/.test(digest)) {
    found.push({ path, kind, digest, size: Number(size) });
    return;
  }
  for (const [name, item] of Object.entries(value)) walk(item, path === "" ? name : `${path}.${name}`, found);
}
