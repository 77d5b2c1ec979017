/** An entry of the structured stream as people read it: what it says, then its fields. */
import type { Span } from "./spans.ts";

const classes = {
  debug: "log-level-debug",
  info: "log-level-info",
  warn: "log-level-warning",
  error: "log-level-error",
} as const;

/** Undefined if the line is no entry: it is shown as it stands. */
export function messageSpans(line: string): readonly Span[] | undefined {
  const entry = parse(line);
  if (entry?.type !== "log") return undefined;
  const level = typeof entry.level === "string" && Object.hasOwn(classes, entry.level) ? entry.level : "info";
  const fields = typeof entry.fields === "object" && entry.fields !== null ? Object.entries(entry.fields) : [];
  return [
    { text: `${level.toUpperCase().padEnd(5)} `, classes: classes[level as keyof typeof classes] },
    { text: typeof entry.message === "string" ? entry.message : JSON.stringify(entry.message ?? "") },
    ...fields.flatMap(([name, value]) => [
      { text: `  ${name}=`, classes: "log-field" },
      { text: typeof value === "string" ? value : JSON.stringify(value) },
    ]),
  ];
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
