/** Where an artifact comes from, and what read it. */
import type { ArtifactLink, Lineage } from "@troupe/sdk/client";
import { bytes } from "../render/amount.ts";
import { age } from "../render/duration.ts";
import type { Style } from "../render/style.ts";
import { type Column, pairs, table } from "../render/table.ts";
import type { TextOptions } from "./run-text.ts";

export function lineageText(lineage: Lineage, { now, style }: TextOptions): string {
  const { digest, kind, name, size, stored, madeBy, usedBy } = lineage;
  const facts = pairs(
    [
      ["artifact", style.bold(name ?? digest)],
      ["digest", digest],
      kind === null ? null : ["kind", kind],
      ["size", bytes(size)],
      ["stored", stored ? "yes" : "no: the archive has not got the bytes any more"],
    ],
    style.dim,
  );
  const links = (title: string, of: readonly ArtifactLink[], none: string): string =>
    `${title}\n${of.length === 0 ? style.dim(none) : table(of, linkColumns(now, style), style.dim)}`;
  return [
    facts,
    links(style.bold("Made by"), madeBy, "no run that is known"),
    links(style.bold("Used by"), usedBy, "nothing that is known"),
  ].join("\n\n");
}

function linkColumns(now: number, style: Style): readonly Column<ArtifactLink>[] {
  return [
    { title: "RUN", cell: ({ runId }) => style.bold(runId) },
    { title: "PIPELINE", cell: ({ pipeline }) => pipeline },
    { title: "TASK", cell: ({ task, role }) => (task === null ? "(a param)" : `${task}${how[role]}`) },
    { title: "PLACE", cell: ({ path }) => path },
    { title: "AGE", cell: ({ at }) => age(at, now), align: "right" },
  ];
}

/** Nothing is said of what one expects. */
const how: Readonly<Record<ArtifactLink["role"], string>> = {
  made: "",
  used: "",
  reused: " (taken over)",
  given: " (by hand)",
};
