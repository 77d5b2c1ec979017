import { lookOf } from "../format/states.ts";
import { Icon } from "./icons/icon.tsx";
import styles from "./state-badge.module.css";

export interface StateBadgeProps {
  /** As the API names it: "RUN_STATE_FAILED", "EXIT_CLASS_OOM". */
  readonly state: string;
  /** "plain": icon and word without a ground, for dense lists. "icon": the word is there for those who hear the page. */
  readonly look?: "badge" | "plain" | "icon";
  /** In place of the state's own word: "failed after 3 attempts". */
  readonly word?: string;
}

export function StateBadge({ state, look = "badge", word }: StateBadgeProps) {
  const known = lookOf(state);
  const text = word ?? known.word;
  return (
    <span
      className={`tone-${known.tone} ${styles[look]}`}
      data-state={known.word}
      title={look === "icon" ? text : undefined}
    >
      <Icon name={known.icon} size={14} />
      <span className={look === "icon" ? "unseen" : undefined}>{text}</span>
    </span>
  );
}
