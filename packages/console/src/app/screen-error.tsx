import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorPanel } from "../components/error-panel.tsx";

/** A screen that broke: the rest of the page goes on. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  // After an upgrade the old page asks for parts that are not there any more.
  const isStale = error instanceof TypeError && /import/i.test(error.message);
  return (
    <ErrorPanel
      error={isStale ? new Error("The coordinator was upgraded, or does not answer. Load the page again.") : error}
      title="This screen has broken"
      onRetry={() => (isStale ? location.reload() : reset())}
    />
  );
}
