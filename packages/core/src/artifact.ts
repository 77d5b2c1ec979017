/**
 * Artifacts: bytes by digest. On the wire and in stored outputs an artifact is this object and no path: a path means
 * nothing on another machine. Inside a step the SDK adds `path`, and takes it away again from what the step yields.
 */
import { isObject, type Json } from "./json.ts";

export type Digest = `sha256:${string}`;

export interface ArtifactValue {
  /** What the bytes are, as the pipeline calls it: "csv", "joblib". */
  readonly kind: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** Names of the columns, where the kind is a table and they are known. */
  readonly columns?: readonly string[];
}

const digestPattern = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: unknown): text is Digest {
  return typeof text === "string" && digestPattern.test(text);
}

export function isArtifact(value: unknown): value is ArtifactValue {
  return (
    isObject(value) && typeof value.kind === "string" && Number.isSafeInteger(value.size) && isDigest(value.digest)
  );
}

/** Every artifact inside a value, in the order in which they stand. */
export function artifactsIn(value: Json | undefined): readonly ArtifactValue[] {
  if (value === undefined || value === null || typeof value !== "object") return [];
  if (isArtifact(value)) return [value];
  return Object.values(value).flatMap((inner: Json) => artifactsIn(inner));
}

/** An artifact, and where in a value it stands: "model.file", "tables[2]"; "" if it is the value. */
export interface PlacedArtifact extends Pick<ArtifactValue, "kind" | "digest" | "size"> {
  readonly path: string;
}

/** As `artifactsIn`, the first so many of them. */
export function placedArtifacts(value: Json | undefined, limit: number): readonly PlacedArtifact[] {
  const found: PlacedArtifact[] = [];
  place(value, "", limit, found);
  return found;
}

function place(value: Json | undefined, path: string, limit: number, found: PlacedArtifact[]): void {
  if (value === undefined || value === null || typeof value !== "object" || found.length >= limit) return;
  if (isArtifact(value)) {
    const { kind, digest, size } = value;
    found.push({ path, kind, digest, size });
  } else if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) place(inner, `${path}[${index}]`, limit, found);
  } else {
    for (const [name, inner] of Object.entries(value))
      place(inner, path === "" ? name : `${path}.${name}`, limit, found);
  }
}
