import { NativeSelect } from "@mantine/core";
import { useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { ArtifactLink } from "../../api/messages.ts";
import type { ResponseOf } from "../../api/methods.ts";
import { useCall } from "../../api/use-call.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { formatBytes } from "../../format/bytes.ts";
import { shortDigest, shortId } from "../../format/ids.ts";
import { plural } from "../../format/numbers.ts";
import styles from "./artifact.module.css";
import { LineageGraph } from "./lineage-graph.tsx";
import { nameOf } from "./link-words.ts";
import { PreviewPanel } from "./preview/preview-panel.tsx";
import { SaveButton } from "./save-button.tsx";
import { UsesPanel } from "./uses-panel.tsx";

type Lineage = ResponseOf<"ArtifactService/GetLineage">;

/** Readers that are fetched; the graph shows a few of them, and the list below all. */
const usesAtMost = 1000;

/** /artifacts/DIGEST: what it is, what made it, what used it, and what is in it. */
export function ArtifactScreen() {
  const { digest } = useParams({ from: "/artifacts/$digest" });
  const { name } = useSearch({ from: "/artifacts/$digest" });
  const { data, error, refetch } = useCall("ArtifactService/GetLineage", { digest, pageSize: usesAtMost });
  if (data === undefined)
    return (
      <>
        <PageHead title={name ?? shortDigest(digest)} facts={["asking…"]} />
        {error === null ? <RowSkeletons rows={8} /> : <ErrorPanel error={error} onRetry={() => void refetch()} />}
      </>
    );
  return <Known lineage={data} name={name} />;
}

function Known({ lineage, name }: { readonly lineage: Lineage; readonly name: string | undefined }) {
  const { digest, kind, size, stored, madeBy, usedBy } = lineage;
  const title = name ?? (lineage.name || shortDigest(digest));
  const [chosen, setChosen] = useState(0);
  const maker = madeBy[chosen] ?? null;
  return (
    <>
      <PageHead
        title={title}
        crumbs={
          maker === null
            ? []
            : [
                { label: maker.pipeline, link: { to: "/pipelines/$name", params: { name: maker.pipeline } } as never },
                {
                  label: `run ${shortId(maker.runId)}`,
                  link: { to: "/runs/$runId", params: { runId: maker.runId }, search: { tab: "artifacts" } } as never,
                },
              ]
        }
        badge={kind !== "" && <span className={styles.kind}>{kind}</span>}
        facts={[
          formatBytes(size),
          <span key="digest" className={styles.digest}>
            <span className="mono" title={digest}>
              {shortDigest(digest)}
            </span>
            <CopyButton text={digest} label="Copy the digest" />
          </span>,
          !stored && "the archive has not got the bytes any more",
          usedBy.length === 0 ? "used by nothing that is known" : `used by ${plural(usedBy.length, "task")}`,
        ]}
        actions={stored && <SaveButton digest={digest} size={size} name={title} kind={kind} maker={maker} />}
      />
      <div className={styles.panels}>
        <Panel title="Lineage" flush actions={<Makers madeBy={madeBy} chosen={chosen} onChoose={setChosen} />}>
          <WithInputs
            maker={maker}
            usedBy={usedBy}
            name={title}
            note={[kind, formatBytes(size)].filter(Boolean).join(" · ")}
          />
        </Panel>
        {stored ? (
          <PreviewPanel digest={digest} kind={kind} size={size} />
        ) : (
          <Panel title="Preview">
            <EmptyState icon="artifact" title="The archive has not got the bytes any more">
              What is known of it are the runs that had to do with it.
            </EmptyState>
          </Panel>
        )}
        {usedBy.length > 0 && <UsesPanel uses={usedBy} hasMore={lineage.nextPageToken !== ""} />}
      </div>
    </>
  );
}

interface MakersProps {
  readonly madeBy: readonly ArtifactLink[];
  readonly chosen: number;
  readonly onChoose: (place: number) => void;
}

/** The same bytes may have been made more than once. */
function Makers({ madeBy, chosen, onChoose }: MakersProps) {
  if (madeBy.length < 2) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label="Made by"
      value={String(chosen)}
      data={madeBy.map(({ runId, task, pipeline }, place) => ({
        value: String(place),
        label: `made by ${task || "hand"} of ${pipeline} ${shortId(runId)}`,
      }))}
      onChange={({ currentTarget }) => onChoose(Number(currentTarget.value))}
    />
  );
}

interface WithInputsProps {
  readonly maker: ArtifactLink | null;
  readonly usedBy: readonly ArtifactLink[];
  readonly name: string;
  readonly note: string;
}

const none: readonly ArtifactLink[] = [];

/** What its maker read stands in the list of that run. */
function WithInputs({ maker, usedBy, name, note }: WithInputsProps) {
  const isMade = maker !== null && maker.task !== "";
  const { data, isLoading } = useCall(
    "ArtifactService/ListArtifacts",
    { runId: maker?.runId ?? "", pageSize: 1000 },
    { enabled: isMade, staleMs: 60_000 },
  );
  if (isLoading) return <RowSkeletons rows={4} height={48} />;
  const inputs =
    data?.artifacts.filter(({ role, task }) => role === "ARTIFACT_ROLE_USED" && task === maker?.task) ?? none;
  return (
    <LineageGraph
      maker={maker}
      inputs={inputs}
      users={usedBy}
      name={name || nameOf({ path: "", kind: "artifact" })}
      note={note}
    />
  );
}
