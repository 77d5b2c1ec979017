import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function GridScreen() {
  return (
    <>
      <PageHead title="Run grid" />
      <EmptyState icon="grid" title="This screen is on its way" />
    </>
  );
}
