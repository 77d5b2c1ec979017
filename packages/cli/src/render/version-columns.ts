import type { PipelineVersion } from "@troupe/sdk/client";
import { age } from "./duration.ts";
import type { Style } from "./style.ts";
import type { Column } from "./table.ts";
import { shortDigest } from "./text.ts";

export function versionColumns(now: number, style: Style): readonly Column<PipelineVersion>[] {
  return [
    { title: "VERSION", cell: ({ version }) => style.bold(shortDigest(version)) },
    { title: "GENERATION", cell: ({ generation }) => String(generation), align: "right" },
    { title: "APPLIED", cell: ({ appliedAt }) => age(appliedAt, now), align: "right" },
    { title: "CODE", cell: ({ codeDigest }) => (codeDigest === null ? "–" : shortDigest(codeDigest)) },
    { title: "DIGEST", cell: ({ version }) => version, wide: true },
  ];
}
