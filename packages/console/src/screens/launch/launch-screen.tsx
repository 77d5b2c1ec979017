import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function LaunchScreen() {
  return (
    <>
      <PageHead title="Launch a run" />
      <EmptyState icon="play" title="This screen is on its way" />
    </>
  );
}
