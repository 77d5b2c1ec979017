import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function PipelineScreen() {
  return (
    <>
      <PageHead title="Pipeline" />
      <EmptyState icon="branch" title="This screen is on its way" />
    </>
  );
}
