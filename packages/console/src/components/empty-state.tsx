import type { ReactNode } from "react";
import { CodeBlock } from "./code-block.tsx";
import styles from "./empty-state.module.css";
import { Icon } from "./icons/icon.tsx";
import type { IconName } from "./icons/icon-shapes.ts";

export interface EmptyStateProps {
  readonly icon?: IconName;
  readonly title: string;
  /** What would be here, and how it comes here. */
  readonly children?: ReactNode;
  /** The next step, to be typed: "troupe apply". */
  readonly command?: string;
  readonly action?: ReactNode;
}

export function EmptyState({ icon = "info", title, children, command, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <span className={styles.icon}>
        <Icon name={icon} size={20} />
      </span>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {command !== undefined && <CodeBlock command text={command} label="Copy the command" />}
      {action}
    </div>
  );
}
