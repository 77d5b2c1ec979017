import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function RunsScreen() {
  return (
    <>
      <PageHead title="Runs" />
      <EmptyState icon="runs" title="This screen is on its way" />
    </>
  );
}
