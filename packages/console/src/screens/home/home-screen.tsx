import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";

export function HomeScreen() {
  return (
    <>
      <PageHead title="Home" />
      <EmptyState icon="home" title="This screen is on its way" />
    </>
  );
}
