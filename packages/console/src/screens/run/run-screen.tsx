import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function RunScreen() {
  return (
    <>
      <PageHead title="Run" />
      <EmptyState icon="graph" title="This screen is on its way" />
    </>
  );
}
