import { lookOf } from "../../../format/states.ts";
import type { Counted } from "../model/summary.ts";
import styles from "./summary-bar.module.css";

/** How many are how, as lengths; the words stand beside it. */
export function SummaryBar({ counted }: { readonly counted: readonly Counted[] }) {
  return (
    <span className={styles.bar} aria-hidden="true">
      {counted.map(({ state, count }) => (
        <span
          key={state}
          className={`tone-${lookOf(state).tone}`}
          style={{ flexGrow: count }}
          title={`${count} ${lookOf(state).word}`}
        />
      ))}
    </span>
  );
}
