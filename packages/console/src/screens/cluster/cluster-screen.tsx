import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function ClusterScreen() {
  return (
    <>
      <PageHead title="Cluster" />
      <EmptyState icon="cluster" title="This screen is on its way" />
    </>
  );
}
