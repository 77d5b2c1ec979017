import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function MetricsScreen() {
  return (
    <>
      <PageHead title="Metrics" />
      <EmptyState icon="chart" title="This screen is on its way" />
    </>
  );
}
