import { Fragment } from "react";
import { TimeText } from "./time-text.tsx";

const instants = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** The server's sentences have instants in UTC; here they are in the reader's zone, with UTC behind them. */
export function WithInstants({ text }: { readonly text: string }) {
  return parts(text).map(({ key, part, isInstant }) =>
    isInstant ? (
      <TimeText key={key} at={part} as={isNear(part) ? "clock" : "day"} />
    ) : (
      <Fragment key={key}>{part}</Fragment>
    ),
  );
}

/** What lies between the first and the second piece of text is an instant, and so on. */
function parts(text: string) {
  return text.split(instants).map((part, place) => ({ key: `${place} ${part}`, part, isInstant: place % 2 === 1 }));
}

const nearMs = 12 * 3_600_000;

/** So near that nobody takes it for that of another day. */
function isNear(instant: string): boolean {
  return Math.abs(Date.parse(instant) - Date.now()) < nearMs;
}
