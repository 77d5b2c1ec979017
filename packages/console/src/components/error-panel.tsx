import { Button } from "@mantine/core";
import { CallError } from "../api/call-error.ts";
import styles from "./error-panel.module.css";
import { Icon } from "./icons/icon.tsx";

export interface ErrorPanelProps {
  readonly error: unknown;
  /** What could not be done: "The runs could not be listed". */
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** The server's own words: they say what failed, on what, and what to do. */
export function ErrorPanel({ error, title = "This could not be loaded", onRetry }: ErrorPanelProps) {
  const refusal = error instanceof CallError ? error : undefined;
  return (
    <div className={styles.error} role="alert">
      <Icon name="warning" size={18} />
      <div className={styles.words}>
        <p className={styles.title}>
          {refusal?.status === "UNAUTHENTICATED" ? "This browser is not signed in" : title}
        </p>
        <p>{error instanceof Error ? error.message : String(error)}</p>
        {refusal?.status === "UNAUTHENTICATED" && (
          <p>
            Open the address with the token that <code>troupe dev</code> printed, or add <code>?token=…</code> to this
            one.
          </p>
        )}
        {refusal !== undefined && <p className={styles.code}>{refusal.code}</p>}
      </div>
      {onRetry !== undefined && (
        <Button variant="default" size="xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
