import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon } from "./icons/icon.tsx";
import type { IconName } from "./icons/icon-shapes.ts";
import styles from "./tab-links.module.css";

export interface TabLink {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  /** "12", "3 failed": beside the label. */
  readonly note?: ReactNode;
  readonly link: LinkProps;
}

export interface TabLinksProps {
  /** What the tabs are of: "Views of the run". */
  readonly label: string;
  readonly tabs: readonly TabLink[];
  readonly current: string;
}

/** Tabs that have addresses: they are links, so that they open in another window and the way back works. */
export function TabLinks({ label, tabs, current }: TabLinksProps) {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {tabs.map((tab) => (
        <Link
          key={tab.id}
          {...tab.link}
          className={styles.tab}
          aria-current={tab.id === current ? "page" : undefined}
          data-current={tab.id === current}
        >
          {tab.icon !== undefined && <Icon name={tab.icon} size={14} />}
          {tab.label}
          {tab.note !== undefined && <span className={styles.note}>{tab.note}</span>}
        </Link>
      ))}
    </nav>
  );
}
