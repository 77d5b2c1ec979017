import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { IconButton } from "../components/icon-button.tsx";
import { Icon } from "../components/icons/icon.tsx";
import { Banner } from "./banner.tsx";
import { ClusterProvider } from "./cluster/watched-cluster.tsx";
import { ClusterIndicator } from "./cluster-indicator.tsx";
import { isMac, KeyHelp } from "./keys/key-help.tsx";
import { useKeys } from "./keys/use-keys.ts";
import { navigation } from "./navigation.ts";
import { Palette } from "./palette.tsx";
import { SchemeSwitch } from "./scheme-switch.tsx";
import styles from "./shell.module.css";

/** What stands around every screen. */
export function Shell() {
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  useKeys([
    { keys: "?", does: "Show the keys", group: "Everywhere", run: () => setHelp(true) },
    { keys: "mod+k", does: "Find and do", group: "Everywhere", run: () => setPalette(true), inFields: true },
    ...navigation.map(({ to, label, keys }) => ({
      keys,
      does: label,
      group: "Go to",
      run: () => void navigate({ to }),
    })),
  ]);
  return (
    <ClusterProvider>
      <a href="#content" className={styles.jump}>
        Jump to the content
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.brand} aria-label="Troupe, home">
          <Mark />
          <span>Troupe</span>
        </Link>
        <nav aria-label="Main" className={styles.nav}>
          {navigation.map(({ to, label, icon }) => (
            <Link key={to} to={to} className={styles.link} activeOptions={{ exact: to === "/", includeSearch: false }}>
              <Icon name={icon} size={15} />
              <span>{label}</span>
            </Link>
          ))}
        </nav>
        <div className={styles.tools}>
          <button type="button" className={styles.find} onClick={() => setPalette(true)} aria-keyshortcuts="Control+K">
            <Icon name="search" size={14} />
            <span>Find…</span>
            <kbd>{isMac ? "⌘K" : "Ctrl K"}</kbd>
          </button>
          <ClusterIndicator />
          <IconButton icon="keyboard" label="Keys" title="Keys (?)" size="l" onClick={() => setHelp(true)} />
          <SchemeSwitch />
        </div>
      </header>
      <Banner />
      <main id="content" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <KeyHelp opened={help} onClose={() => setHelp(false)} />
      <Palette opened={palette} onClose={() => setPalette(false)} />
    </ClusterProvider>
  );
}

function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true" className={styles.mark}>
      <rect width="32" height="32" rx="8" />
      <circle cx="9" cy="16" r="3.4" />
      <circle cx="22.5" cy="9.5" r="3.4" />
      <circle cx="22.5" cy="22.5" r="3.4" />
      <path d="M12 14.6 19.5 11M12 17.4 19.5 21" />
    </svg>
  );
}
