import { Icon } from "../../components/icons/icon.tsx";
import styles from "./violation-list.module.css";
import { type Violation, violationText } from "./violations.ts";

/** What the coordinator says of a field, below it. */
export function ViolationList({ id, violations }: { readonly id?: string; readonly violations: readonly Violation[] }) {
  return (
    <ul id={id} className={styles.violations} aria-live="polite">
      {violations.map((violation) => (
        <li key={`${violation.field} ${violation.message}`}>
          <Icon name="warning" size={14} />
          <span>{violationText(violation)}</span>
        </li>
      ))}
    </ul>
  );
}
