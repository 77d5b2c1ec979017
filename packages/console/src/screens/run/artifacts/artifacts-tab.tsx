import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { call } from "../../../api/call.ts";
import type { ResponseOf } from "../../../api/methods.ts";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { ErrorPanel } from "../../../components/error-panel.tsx";
import { Icon } from "../../../components/icons/icon.tsx";
import { RowSkeletons } from "../../../components/skeletons.tsx";
import { formatBytes } from "../../../format/bytes.ts";
import { shortDigest } from "../../../format/ids.ts";
import { useIsLive, useRun } from "../run-store.ts";

type ArtifactLink = ResponseOf<"ArtifactService/ListArtifacts">["artifacts"][number];

/** What the run was given, made and used, of bytes. */
export function ArtifactsTab() {
  const { runId, sequence } = useRun();
  const isLive = useIsLive();
  const { data, error, fetchNextPage, hasNextPage, refetch } = useInfiniteQuery({
    // Of a live run anew when something has happened, though not with each event.
    queryKey: ["ArtifactService/ListArtifacts", runId, isLive ? Math.floor(sequence / 20) : "ended"],
    queryFn: ({ pageParam, signal }) =>
      call("ArtifactService/ListArtifacts", { runId, pageSize: 500, pageToken: pageParam }, { signal }),
    initialPageParam: "",
    getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
    placeholderData: (last) => last,
  });
  const items = useMemo(() => data?.pages.flatMap(({ artifacts }) => artifacts) ?? [], [data]);
  if (error !== null)
    return <ErrorPanel error={error} title="The artifacts cannot be listed" onRetry={() => void refetch()} />;
  if (data === undefined) return <RowSkeletons />;
  return (
    <DataTable
      label="Artifacts of the run"
      items={items}
      columns={columns}
      keyOf={keyOf}
      onReachEnd={() => {
        if (hasNextPage) void fetchNextPage();
      }}
      empty={
        <EmptyState icon="artifact" title="No bytes so far">
          Artifacts are files that steps yield or read. Declare an output as <code>artifact("csv")</code>, and what is
          made of it stands here.
        </EmptyState>
      }
    />
  );
}

const keyOf = ({ task, attempt, role, path, digest }: ArtifactLink): string =>
  `${task} ${attempt} ${role} ${path} ${digest}`;

const roles: Readonly<Record<string, string>> = {
  ARTIFACT_ROLE_MADE: "made by",
  ARTIFACT_ROLE_REUSED: "reused by",
  ARTIFACT_ROLE_GIVEN: "given to",
  ARTIFACT_ROLE_USED: "used by",
};

const columns: readonly Column<ArtifactLink>[] = [
  {
    id: "name",
    header: "Artifact",
    width: "minmax(180px, 2fr)",
    sort: ({ path }) => path,
    cell: ({ digest, path }) => (
      <Link to="/artifacts/$digest" params={{ digest }} search={{ name: path }}>
        <Icon name="artifact" size={13} /> {path || "the value"}
      </Link>
    ),
  },
  { id: "kind", header: "Kind", width: "96px", sort: ({ kind }) => kind, cell: ({ kind }) => kind },
  {
    id: "size",
    header: "Size",
    width: "88px",
    align: "right",
    sort: ({ size }) => size,
    cell: ({ size }) => formatBytes(size),
  },
  {
    id: "task",
    header: "Task",
    width: "minmax(160px, 2fr)",
    sort: ({ task }) => task,
    cell: ({ task, role, runId }) => (
      <>
        <span className="dim">{roles[role] ?? ""} </span>
        {task === "" ? (
          "the run"
        ) : (
          <Link to="/runs/$runId" params={{ runId }} search={{ tab: "graph", task }} className="in-text">
            {task}
          </Link>
        )}
      </>
    ),
  },
  {
    id: "digest",
    header: "Digest",
    width: "124px",
    cell: ({ digest }) => <span className="mono dim">{shortDigest(digest)}</span>,
  },
];
