/** Traces as trees: to look at, and to check that they are trees. */
import type { ReceivedSpan } from "./received-span.ts";

/** What a span needs to stand in a tree. */
export type TreeSpan = Pick<ReceivedSpan, "traceId" | "spanId" | "parentSpanId" | "name" | "startMs" | "endMs">;

export interface TraceNode<Span extends TreeSpan> {
  readonly span: Span;
  /** By start; those of one instant as they came. */
  readonly children: readonly TraceNode<Span>[];
}

/** The trees that the spans make, each span once however often it came. Spans without their parent are roots. */
export function traceTree<Span extends TreeSpan>(spans: readonly Span[]): readonly TraceNode<Span>[] {
  const known = new Map(spans.map((span) => [keyOf(span), span]));
  const children = Map.groupBy(known.values(), (span) => (known.has(parentKeyOf(span)) ? parentKeyOf(span) : ""));
  const nodesUnder = (key: string): readonly TraceNode<Span>[] =>
    (children.get(key) ?? [])
      .sort((a, b) => a.startMs - b.startMs)
      .map((span) => ({ span, children: nodesUnder(keyOf(span)) }));
  return nodesUnder("");
}

/**
 * What keeps the spans from being one whole trace: sentences, none if all is well. A caller's span, under which the run
 * was started and which was sent elsewhere, is named in `callers`.
 */
export function traceProblems(spans: readonly TreeSpan[], callers: readonly string[] = []): readonly string[] {
  const known = new Map(spans.map((span) => [keyOf(span), span]));
  const problems: string[] = [];
  const roots: TreeSpan[] = [];
  for (const span of known.values()) {
    const parent = known.get(parentKeyOf(span));
    if (span.endMs < span.startMs) problems.push(`${label(span)} ends before it starts`);
    if (parent !== undefined) {
      if (span.startMs < parent.startMs) problems.push(`${label(span)} starts before its parent ${label(parent)}`);
      if (span.endMs > parent.endMs) problems.push(`${label(span)} ends after its parent ${label(parent)}`);
    } else if (span.parentSpanId === null || callers.includes(span.parentSpanId)) {
      roots.push(span);
    } else {
      problems.push(`${label(span)} is an orphan: nobody sent its parent ${span.parentSpanId}`);
    }
  }
  if (roots.length !== 1) problems.push(`there are ${roots.length} roots: ${roots.map(label).join(", ")}`);
  return [...problems, ...contradictions(spans)];
}

/**
 *   RUN churn 1200 ms
 *   ├─ extract 200 ms
 *   └─ train 900 ms
 *      └─ running 850 ms
 */
export function printTrace(spans: readonly TreeSpan[]): string {
  return traceTree(spans)
    .flatMap((root) => linesOf(root, "", ""))
    .join("\n");
}

/** A span may be sent twice, but then it must be the same span. */
function contradictions(spans: readonly TreeSpan[]): readonly string[] {
  const first = new Map<string, TreeSpan>();
  const problems: string[] = [];
  for (const span of spans) {
    const before = first.get(keyOf(span));
    first.set(keyOf(span), before ?? span);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(span))
      problems.push(`${label(span)} was sent twice, and differently`);
  }
  return problems;
}

function linesOf({ span, children }: TraceNode<TreeSpan>, lead: string, indent: string): readonly string[] {
  const below = children.flatMap((child, index) =>
    index === children.length - 1
      ? linesOf(child, `${indent}└─ `, `${indent}   `)
      : linesOf(child, `${indent}├─ `, `${indent}│  `),
  );
  return [`${lead}${span.name} ${span.endMs - span.startMs} ms`, ...below];
}

function keyOf(span: TreeSpan): string {
  return `${span.traceId}/${span.spanId}`;
}

function parentKeyOf(span: TreeSpan): string {
  return `${span.traceId}/${span.parentSpanId}`;
}

function label(span: TreeSpan): string {
  return `${span.name} (${span.spanId})`;
}
