import { Link } from "@tanstack/react-router";
import type { ArtifactLink } from "../../api/messages.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { formatBytes } from "../../format/bytes.ts";
import { shortId } from "../../format/ids.ts";
import { instantMs } from "../../format/times.ts";
import { nameOf, roleWords } from "./link-words.ts";

export interface LinkTableProps {
  readonly label: string;
  readonly links: readonly ArtifactLink[];
  /** What tells the rows apart: tasks of many runs, or artifacts of one. */
  readonly shows: "task" | "artifact";
}

const at: Column<ArtifactLink> = {
  id: "at",
  header: "When",
  width: "120px",
  cell: (link) => <TimeText at={link.at} />,
  sort: (link) => instantMs(link.at),
};
const task: Column<ArtifactLink> = {
  id: "task",
  header: "Task",
  width: "minmax(140px, 1.5fr)",
  cell: ({ runId, task: name, role }) => (
    <>
      {name === "" ? (
        <span className="dim">a param of the run</span>
      ) : (
        <Link to="/runs/$runId" params={{ runId }} search={{ task: name } as never} className="in-text">
          {name}
        </Link>
      )}
      <span className="dim">{roleWords[role]}</span>
    </>
  ),
  sort: ({ task: name }) => name,
};
const path: Column<ArtifactLink> = {
  id: "path",
  header: "Place",
  width: "minmax(120px, 1fr)",
  cell: (link) => <span className="mono cut">{link.path || "all of it"}</span>,
};

const taskColumns: readonly Column<ArtifactLink>[] = [
  task,
  {
    id: "pipeline",
    header: "Pipeline",
    width: "minmax(140px, 1fr)",
    cell: ({ pipeline, runId }) => (
      <>
        {pipeline} <span className="dim mono">{shortId(runId)}</span>
      </>
    ),
    sort: ({ pipeline }) => pipeline,
  },
  path,
  at,
];

const artifactColumns: readonly Column<ArtifactLink>[] = [
  {
    id: "name",
    header: "Artifact",
    width: "minmax(140px, 1.5fr)",
    cell: (link) => (
      <Link to="/artifacts/$digest" params={{ digest: link.digest }} search={{ name: nameOf(link) } as never}>
        {nameOf(link)}
      </Link>
    ),
    sort: nameOf,
  },
  { id: "kind", header: "Kind", width: "96px", cell: ({ kind }) => kind, sort: ({ kind }) => kind },
  {
    id: "size",
    header: "Size",
    width: "96px",
    align: "right",
    cell: ({ size }) => <span className="figures">{formatBytes(size)}</span>,
    sort: ({ size }) => size,
  },
  task,
  path,
  at,
];

const rowHeight = 32;
const rowsShown = 14;

export function LinkTable({ label, links, shows }: LinkTableProps) {
  const rows = Math.min(links.length, rowsShown);
  return (
    <DataTable
      label={label}
      items={links}
      columns={shows === "task" ? taskColumns : artifactColumns}
      keyOf={({ runId, task: name, role, path: place }) => `${runId} ${name} ${role} ${place}`}
      rowHeight={rowHeight}
      height={`${(rows + 1) * rowHeight + 2}px`}
    />
  );
}
