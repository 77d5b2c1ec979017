/** Artifacts for tests. */
import type { Artifact } from "@troupe/sdk";
import { keepFile } from "./kept-files.ts";

export interface FakeArtifactOptions {
  /** What its file holds. Default: a line that says that it is a fake. */
  readonly content?: string | Uint8Array;
  /** Names of the columns, where steps look at them. */
  readonly columns?: readonly string[];
}

/**
 * An artifact with a real file behind it, which steps in TypeScript can read. Its digest follows from its content, so
 * equal ones are equal. It has the type that is asked for: of a table with columns where that is what the step yields.
 *
 * @example
 * ```ts
 * fake(extract, () => ({ rows: 1, table: fakeArtifact("csv", { content: "tenure,churned\n3,true\n" }) }));
 * ```
 */
export function fakeArtifact<const Kind extends string, A extends Artifact<Kind> = Artifact<Kind>>(
  kind: Kind,
  options: FakeArtifactOptions = {},
): A {
  const { content = `a fake ${kind}\n`, columns } = options;
  const kept = keepFile(typeof content === "string" ? new TextEncoder().encode(content) : content);
  // What a table's rows look like is said by its type only.
  return { kind, ...kept, ...(columns && { columns }) } as unknown as A;
}
