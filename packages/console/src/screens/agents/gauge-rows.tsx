import { Meter } from "../../components/meter.tsx";
import type { Gauge } from "./agent-figures.ts";
import styles from "./agents.module.css";

/** What is in use as bars; a mark says what steps were given. */
export function GaugeRows({ gauges }: { readonly gauges: readonly Gauge[] }) {
  return (
    <div className={styles.gauges}>
      {gauges.map(({ label, used, given, text, givenText }) => (
        <div key={label} className={styles.gauge}>
          <span className={styles.gaugeLabel}>{label}</span>
          <Meter label={label} used={used} mark={given} text={text} markText={givenText} warns={label === "Memory"} />
          <span className={`figures ${styles.gaugeText}`}>{text}</span>
          {givenText !== undefined && <span className={`figures dim ${styles.gaugeGiven}`}>{givenText}</span>}
        </div>
      ))}
    </div>
  );
}
