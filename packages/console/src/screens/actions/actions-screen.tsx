import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function ActionsScreen() {
  return (
    <>
      <PageHead title="Actions" />
      <EmptyState icon="bolt" title="This screen is on its way" />
    </>
  );
}
