import styles from "./meter.module.css";

export interface MeterProps {
  /** "Cores": said before the value by those who read the page aloud. */
  readonly label: string;
  /** 0 to 1; undefined: nobody has said. */
  readonly used: number | undefined;
  /** Where a mark stands, 0 to 1: what was promised of it. */
  readonly mark?: number | undefined;
  /** In words: "83 % busy". */
  readonly text: string;
  readonly markText?: string | undefined;
  /** Being full is trouble: memory, and not cores. */
  readonly warns?: boolean;
}

/** How full something is. Its words stand beside it, so that nothing is told by length or colour alone. */
export function Meter({ label, used, mark, text, markText, warns = false }: MeterProps) {
  const share = clamp(used ?? 0);
  return (
    <div className={styles.meter} title={markText === undefined ? text : `${text}; mark: ${markText}`}>
      <meter className="unseen" aria-label={label} min={0} max={1} value={share}>
        {markText === undefined ? text : `${text}, ${markText}`}
      </meter>
      <div
        className={styles.track}
        aria-hidden="true"
        data-level={used === undefined ? "unknown" : warns ? levelOf(share) : "usual"}
      >
        <span className={styles.fill} style={{ width: `${share * 100}%` }} />
        {mark !== undefined && <span className={styles.mark} style={{ left: `${clamp(mark) * 100}%` }} />}
      </div>
    </div>
  );
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function levelOf(share: number): "usual" | "high" | "full" {
  if (share >= 0.95) return "full";
  return share >= 0.8 ? "high" : "usual";
}
