import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function WaitsScreen() {
  return (
    <>
      <PageHead title="Waits" />
      <EmptyState icon="hourglass" title="This screen is on its way" />
    </>
  );
}
