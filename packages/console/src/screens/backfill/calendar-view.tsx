import { plural } from "../../format/numbers.ts";
import { lookOf } from "../../format/states.ts";
import { type CalendarDay, type CalendarMonth, lookOfDay } from "./calendar.ts";
import styles from "./calendar-view.module.css";

const weekdays = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const dayNames = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const monthNames = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

export interface CalendarViewProps {
  readonly months: readonly CalendarMonth[];
  /** The days that are chosen, both of them too: "2026-03-29". */
  readonly chosen?: { readonly first: string; readonly last: string } | null;
  /** Days can be clicked on. */
  readonly onDay?: ((date: string) => void) | undefined;
}

/** Months beside each other; a day has the tone, the sign and the number of what is on it. */
export function CalendarView({ months, chosen = null, onDay }: CalendarViewProps) {
  return (
    <div className={styles.months}>
      {months.map(({ key, year, month, weeks }) => (
        <table key={key} className={styles.month}>
          <caption>{monthNames.format(Date.UTC(year, month - 1))}</caption>
          <thead>
            <tr>
              {weekdays.map((day) => (
                <th key={day} scope="col">
                  {day}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.find((day) => day !== null)?.date}>
                {week.map((day, place) =>
                  day === null ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a day that is of another month has only its place
                    <td key={place} />
                  ) : (
                    <td key={day.date}>
                      <Day day={day} isChosen={isWithin(day.date, chosen)} onDay={onDay} />
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

interface DayProps {
  readonly day: CalendarDay;
  readonly isChosen: boolean;
  readonly onDay: ((date: string) => void) | undefined;
}

function Day({ day, isChosen, onDay }: DayProps) {
  const look = lookOfDay(day);
  const tone = look === undefined ? undefined : `tone-${lookOf(`INTERVAL_STATE_${look.toUpperCase()}`).tone}`;
  const spoken = `${dayNames.format(Date.parse(day.date))}: ${wordsOf(day)}`;
  const shared = {
    className: [styles.day, tone].filter(Boolean).join(" "),
    title: spoken,
    "data-look": look,
    "data-goes-on": day.goesOn,
    "data-chosen": isChosen,
  };
  const text = (
    <>
      {day.day}
      {day.total > 1 && <small aria-hidden="true">{day.total}</small>}
      {look === "failed" && <i aria-hidden="true">×</i>}
      {look === "succeeded" && <i aria-hidden="true">✓</i>}
    </>
  );
  if (onDay === undefined) return <span {...shared}>{text}</span>;
  return (
    <button type="button" aria-label={spoken} aria-pressed={isChosen} {...shared} onClick={() => onDay(day.date)}>
      {text}
    </button>
  );
}

function wordsOf({ counts, total, goesOn }: CalendarDay): string {
  if (total === 0) return goesOn ? "an interval goes on" : "no interval begins";
  const parts = Object.entries(counts).flatMap(([look, count]) => (count > 0 ? [`${count} ${look}`] : []));
  return `${plural(total, "interval")}, ${parts.join(", ")}`;
}

function isWithin(date: string, chosen: CalendarViewProps["chosen"]): boolean {
  return chosen !== null && chosen !== undefined && chosen.first <= date && date <= chosen.last;
}
