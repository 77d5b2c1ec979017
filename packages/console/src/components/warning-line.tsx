import type { ReactNode } from "react";
import { Icon } from "./icons/icon.tsx";
import type { IconName } from "./icons/icon-shapes.ts";
import styles from "./warning-line.module.css";

/** What keeps something from going on, in one line above it. */
export function WarningLine({ icon, children }: { readonly icon: IconName; readonly children: ReactNode }) {
  return (
    <p className={styles.line}>
      <Icon name={icon} size={14} />
      <span>{children}</span>
    </p>
  );
}
