import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function AgentScreen() {
  return (
    <>
      <PageHead title="Agent" />
      <EmptyState icon="agent" title="This screen is on its way" />
    </>
  );
}
