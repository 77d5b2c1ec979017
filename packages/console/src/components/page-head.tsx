import { Link, type LinkProps } from "@tanstack/react-router";
import { Fragment, type ReactNode } from "react";
import { Icon } from "./icons/icon.tsx";
import styles from "./page-head.module.css";

export interface Crumb {
  readonly label: string;
  readonly link: LinkProps;
}

export interface PageHeadProps {
  readonly title: ReactNode;
  /** What it lies in, outermost first. */
  readonly crumbs?: readonly Crumb[];
  /** Beside the title: its state. */
  readonly badge?: ReactNode;
  /** Facts below the title. */
  readonly facts?: readonly (ReactNode | false | undefined)[];
  readonly actions?: ReactNode;
  readonly tabs?: ReactNode;
}

export function PageHead({ title, crumbs = [], badge, facts = [], actions, tabs }: PageHeadProps) {
  const shown = facts.filter((fact) => fact !== false && fact !== undefined && fact !== null);
  return (
    <header className={tabs === undefined ? styles.head : styles.withTabs}>
      {crumbs.length > 0 && (
        <nav aria-label="Breadcrumbs" className={styles.crumbs}>
          {crumbs.map(({ label, link }, place) => (
            <Fragment key={label}>
              {place > 0 && <Icon name="chevron" size={10} />}
              <Link {...link}>{label}</Link>
            </Fragment>
          ))}
        </nav>
      )}
      <div className={styles.line}>
        <h1 className={styles.title}>{title}</h1>
        {badge}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {shown.length > 0 && (
        <ul className={styles.facts}>
          {shown.map((fact, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: facts have no names, and their places stay
            <li key={place}>{fact}</li>
          ))}
        </ul>
      )}
      {tabs}
    </header>
  );
}
