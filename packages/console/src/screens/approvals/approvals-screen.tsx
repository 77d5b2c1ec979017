import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function ApprovalsScreen() {
  return (
    <>
      <PageHead title="Approvals" />
      <EmptyState icon="approval" title="This screen is on its way" />
    </>
  );
}
