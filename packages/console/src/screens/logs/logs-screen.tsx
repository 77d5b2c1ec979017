import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function LogsScreen() {
  return (
    <>
      <PageHead title="Logs" />
      <EmptyState icon="logs" title="This screen is on its way" />
    </>
  );
}
