import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function ArtifactScreen() {
  return (
    <>
      <PageHead title="Artifact" />
      <EmptyState icon="artifact" title="This screen is on its way" />
    </>
  );
}
