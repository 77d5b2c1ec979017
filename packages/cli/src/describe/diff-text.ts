/** What is different between two versions, as `troupe plan` says it. */
import type { VersionDiff } from "@troupe/sdk/client";
import type { Style } from "../render/style.ts";
import { shortDigest } from "../render/text.ts";

export function diffText(pipeline: string, { from, to, changes }: VersionDiff, style: Style): string {
  const what = changes.length === 0 ? style.dim("unchanged") : style.warn("changed");
  return [
    `${style.bold(pipeline)}  ${what}  ${style.dim(`version ${shortDigest(from)} → ${shortDigest(to)}`)}`,
    ...changes.map((change) => `  ${style.warn("~")} ${change}`),
  ].join("\n");
}
