import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { readArtifact } from "../../../api/download.ts";
import { EmptyState } from "../../../components/empty-state.tsx";
import { ErrorPanel } from "../../../components/error-panel.tsx";
import { Panel } from "../../../components/panel.tsx";
import { RowSkeletons } from "../../../components/skeletons.tsx";
import { formatBytes } from "../../../format/bytes.ts";
import { CsvPreview } from "./csv-preview.tsx";
import { HtmlPreview } from "./html-preview.tsx";
import { ImagePreview } from "./image-preview.tsx";
import { JsonPreview } from "./json-preview.tsx";
import styles from "./preview.module.css";
import { looksLikeText, type Preview, previewOf } from "./preview-of.ts";
import { TextPreview } from "./text-preview.tsx";

const ParquetPreview = lazy(async () => ({ default: (await import("./parquet-preview.tsx")).ParquetPreview }));

export interface PreviewPanelProps {
  readonly digest: string;
  readonly kind: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes that are looked at, at most: what is beyond is not fetched. Of images and reports all of it or nothing. */
const limits: Readonly<Record<Preview, number>> = {
  text: 512 * 1024,
  csv: 2 * 1024 * 1024,
  json: 2 * 1024 * 1024,
  image: 20 * 1024 * 1024,
  html: 4 * 1024 * 1024,
  unknown: 64 * 1024,
  parquet: 0,
};
const wholes: readonly Preview[] = ["image", "html"];

export function PreviewPanel({ digest, kind, size }: PreviewPanelProps) {
  const preview = previewOf(kind);
  if (size === 0) return <Framed>{<EmptyState icon="artifact" title="It is empty" />}</Framed>;
  if (preview === "parquet")
    return (
      <Framed note="its first rows">
        <Suspense fallback={<RowSkeletons rows={10} />}>
          <ParquetPreview digest={digest} size={size} />
        </Suspense>
      </Framed>
    );
  if (wholes.includes(preview) && size > limits[preview])
    return (
      <Framed>
        <EmptyState icon="artifact" title={`It is too large to be looked at here: ${formatBytes(size)}`} />
      </Framed>
    );
  return <Bytes digest={digest} kind={kind} size={size} preview={preview} />;
}

function Bytes({ digest, kind, size, preview }: PreviewPanelProps & { readonly preview: Preview }) {
  const limit = limits[preview];
  const { data, error, refetch } = useQuery({
    queryKey: ["artifact bytes", digest, limit],
    queryFn: ({ signal }) => readArtifact(digest, { limit, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  const isCut = size > limit;
  if (error !== null)
    return (
      <Framed>{<ErrorPanel error={error} title="It could not be fetched" onRetry={() => void refetch()} />}</Framed>
    );
  if (data === undefined) return <Framed>{<RowSkeletons rows={10} />}</Framed>;
  const isUnreadable = preview === "unknown" && !looksLikeText(data);
  return (
    <Framed note={isCut && !isUnreadable ? `the first ${formatBytes(limit)} of ${formatBytes(size)}` : undefined}>
      {isUnreadable ? (
        <EmptyState
          icon="artifact"
          title={kind === "" ? "It cannot be shown" : `A file of the kind ${kind} cannot be shown`}
        >
          Save it, and open it with what wrote it.
        </EmptyState>
      ) : (
        <Shown bytes={data} kind={kind} preview={preview} isCut={isCut} />
      )}
    </Framed>
  );
}

interface ShownProps {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly kind: string;
  readonly preview: Preview;
  readonly isCut: boolean;
}

function Shown({ bytes, kind, preview, isCut }: ShownProps) {
  switch (preview) {
    case "json":
      return <JsonPreview bytes={bytes} />;
    case "csv":
      return <CsvPreview bytes={bytes} isCut={isCut} />;
    case "image":
      return <ImagePreview bytes={bytes} kind={kind} />;
    case "html":
      return <HtmlPreview bytes={bytes} />;
    default:
      return <TextPreview bytes={bytes} />;
  }
}

function Framed({ note, children }: { readonly note?: string | undefined; readonly children: ReactNode }) {
  return (
    <Panel title="Preview" actions={note !== undefined && <span className={styles.noteText}>{note}</span>} flush>
      <div className={styles.preview}>{children}</div>
    </Panel>
  );
}
