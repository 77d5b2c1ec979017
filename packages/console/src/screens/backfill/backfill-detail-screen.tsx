import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function BackfillDetailScreen() {
  return (
    <>
      <PageHead title="Backfill" />
      <EmptyState icon="calendar" title="This screen is on its way" />
    </>
  );
}
