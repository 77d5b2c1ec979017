import styles from "./timeline.module.css";

const entries = [
  ["queued", "queued"],
  ["assigned", "assigned"],
  ["inputs", "inputs"],
  ["running", "running"],
  ["outputs", "outputs"],
  ["waiting", "waiting"],
] as const;

export function Legend() {
  return (
    <ul className={styles.legend} aria-label="What the colours mean">
      {entries.map(([phase, label]) => (
        <li key={phase}>
          <span className={styles.phase} data-phase={phase} />
          {label}
        </li>
      ))}
    </ul>
  );
}
