import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function AgentsScreen() {
  return (
    <>
      <PageHead title="Agents" />
      <EmptyState icon="agent" title="This screen is on its way" />
    </>
  );
}
