import { useKeys } from "../../../app/keys/use-keys.ts";
import type { IconName } from "../../../components/icons/icon-shapes.ts";
import { TabLinks } from "../../../components/tab-links.tsx";
import { formatCount } from "../../../format/numbers.ts";
import { useRun } from "../run-store.ts";
import { type RunTab, useRunSearch } from "../use-run-search.ts";

const tabs: readonly { readonly id: RunTab; readonly label: string; readonly icon: IconName }[] = [
  { id: "graph", label: "Graph", icon: "graph" },
  { id: "table", label: "Tasks", icon: "table" },
  { id: "timeline", label: "Timeline", icon: "timeline" },
  { id: "logs", label: "Logs", icon: "logs" },
  { id: "metrics", label: "Metrics", icon: "chart" },
  { id: "artifacts", label: "Artifacts", icon: "artifact" },
  { id: "events", label: "Events", icon: "events" },
];

export function RunTabs() {
  const { runId, tasks } = useRun();
  const { search, change } = useRunSearch();
  useKeys(
    tabs.map(({ id, label }, place) => ({
      keys: String(place + 1),
      does: label,
      group: "Views of the run",
      run: () => change({ tab: id }, false),
    })),
  );
  const { task, attempt } = search;
  const kept = { ...(task !== undefined && { task }), ...(attempt !== undefined && { attempt }) };
  const total = tasks === undefined ? undefined : Object.values(tasks).reduce((sum, count) => sum + count, 0);
  return (
    <TabLinks
      label="Views of the run"
      current={search.tab ?? "graph"}
      tabs={tabs.map(({ id, label, icon }) => ({
        id,
        label,
        icon,
        ...(id === "table" && total !== undefined && { note: formatCount(total) }),
        link: { to: "/runs/$runId", params: { runId }, search: { ...kept, tab: id }, resetScroll: false },
      }))}
    />
  );
}
