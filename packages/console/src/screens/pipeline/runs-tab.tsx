import { EmptyState } from "../../components/empty-state.tsx";
import { Panel } from "../../components/panel.tsx";
import { RunsTable } from "../runs/runs-table.tsx";
import styles from "./runs-tab.module.css";

export function RunsTab({ pipeline }: { readonly pipeline: string }) {
  return (
    <Panel flush className={styles.table}>
      <RunsTable
        ofOnePipeline
        filter={{ pipeline }}
        empty={
          <EmptyState icon="runs" title={`${pipeline} has not run yet`} command={`troupe run ${pipeline}`}>
            Launch it here, or on the command line.
          </EmptyState>
        }
      />
    </Panel>
  );
}
