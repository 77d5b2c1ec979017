import { formatCount } from "../../format/numbers.ts";
import { lookOf } from "../../format/states.ts";
import type { Counts } from "./backfill-state.ts";
import styles from "./progress-bar.module.css";

const order = ["succeeded", "failed", "running", "pending"] as const;

/** How many intervals are where, as one bar and in words. */
export function ProgressBar({ counts, words = true }: { readonly counts: Counts; readonly words?: boolean }) {
  const shown = order.filter((look) => counts[look] > 0);
  const spoken = shown.map((look) => `${formatCount(counts[look])} ${look}`).join(", ");
  return (
    <div className={styles.progress}>
      <div className={styles.bar} role="img" aria-label={spoken} title={spoken}>
        {shown.map((look) => (
          <span key={look} className={`tone-${toneOf(look)}`} data-look={look} style={{ flexGrow: counts[look] }} />
        ))}
      </div>
      {words && <span className={styles.words}>{spoken}</span>}
    </div>
  );
}

function toneOf(look: (typeof order)[number]): string {
  return lookOf(`INTERVAL_STATE_${look.toUpperCase()}`).tone;
}
