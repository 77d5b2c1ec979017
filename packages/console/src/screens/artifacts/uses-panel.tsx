import type { ArtifactLink } from "../../api/messages.ts";
import { Panel } from "../../components/panel.tsx";
import { LinkTable } from "./link-table.tsx";

export interface UsesPanelProps {
  readonly uses: readonly ArtifactLink[];
  readonly hasMore: boolean;
}

export function UsesPanel({ uses, hasMore }: UsesPanelProps) {
  return (
    <Panel title="Used by" flush actions={hasMore && <span className="dim">the newest {uses.length}</span>}>
      <LinkTable label="Tasks that read it" links={uses} shows="task" />
    </Panel>
  );
}
