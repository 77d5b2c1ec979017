/** Rows of the book as the page shows them. */
import type { AttemptLog } from "../book/attempt-log.ts";
import type { Row } from "../book/log-book.ts";
import type { LogExtent } from "../text/log-extent.ts";
import { messageSpans } from "../text/message-spans.ts";
import { type Span, spansOf } from "../text/spans.ts";
import type { LineView, RowView } from "./protocol.ts";

/** Bytes of a line that are shown; and after somebody asked for more. */
export const shownBytes = 4096;
export const expandedBytes = 256 * 1024;

const messagesStream = 2;
const carriageReturn = 0x0d;
const decoder = new TextDecoder();

export function rowView(
  row: Row,
  isLoading: (attempt: AttemptLog) => boolean,
  isExpanded: (key: string) => boolean,
): RowView {
  const { number: attempt } = row.attempt;
  if (row.kind === "attempt") return { kind: "attempt", key: `${attempt}`, attempt };
  if (row.kind === "hole") {
    const { bytes, isDropped } = row;
    return {
      kind: "hole",
      key: `${attempt}:hole:${isDropped}`,
      attempt,
      bytes,
      isLoading: isLoading(row.attempt),
      isDropped,
    };
  }
  const { extent, ref, number } = row;
  const offset = extent.offsetOf(ref.line);
  const key = `${attempt}:${ref.stream}:${offset}`;
  if (ref.kind === "gap") return { kind: "gap", key: `${key}:gap`, stream: ref.stream, bytes: ref.bytes };
  return {
    kind: "line",
    key,
    attempt,
    stream: ref.stream,
    offset,
    number,
    level: extent.levelOf(ref.line),
    at: extent.timeOf(ref.line),
    isHit: extent.isHit(ref.line),
    ranges: [],
    ...content(extent, ref.line, ref.stream, isExpanded(key) ? expandedBytes : shownBytes),
  };
}

function content(extent: LogExtent, line: number, stream: number, limit: number): Pick<LineView, "spans" | "cut"> {
  const begin = extent.positionOf(line);
  const end = extent.positionOf(line + 1);
  if (end - begin <= limit) {
    const text = decoder.decode(extent.bytes.slice(begin, end)).replace(/\n$/, "");
    const spans = (stream === messagesStream ? messageSpans(text) : undefined) ?? spansOf(text, extent.coloursAt(line));
    return { spans, cut: 0 };
  }
  return (
    cutLine(extent, begin, end, limit) ?? { spans: headSpans(extent, line, begin, limit), cut: end - begin - limit }
  );
}

function headSpans(extent: LogExtent, line: number, begin: number, limit: number): readonly Span[] {
  // A character that the cut goes through is left out.
  const text = decoder.decode(extent.bytes.slice(begin, begin + limit)).replace(/\ufffd{1,3}$/, "");
  return spansOf(text, extent.coloursAt(line));
}

/** A long line that was overwritten again and again is shown as it is now: by its end. */
function cutLine(
  extent: LogExtent,
  begin: number,
  end: number,
  limit: number,
): Pick<LineView, "spans" | "cut"> | undefined {
  const tail = extent.bytes.slice(Math.max(begin, end - limit), end);
  const overwrite = tail.subarray(0, -2).indexOf(carriageReturn);
  if (overwrite < 0) return undefined;
  return { spans: spansOf(decoder.decode(tail.subarray(overwrite + 1)).replace(/\n$/, "")), cut: 0 };
}
