import { Icon } from "../../components/icons/icon.tsx";
import styles from "./only-task.module.css";

export interface OnlyTaskProps {
  readonly task: string;
  /** What a press does: "Show all tasks". */
  readonly label: string;
  readonly onClear: () => void;
}

/** That what is shown is of one task, and the way back to all. */
export function OnlyTask({ task, label, onClear }: OnlyTaskProps) {
  return (
    <button type="button" className={styles.only} onClick={onClear}>
      Only {task} <Icon name="cross" size={11} label={label} />
    </button>
  );
}
