import { TaskList } from "./task-list.tsx";

export function TableTab() {
  return <TaskList withFilters />;
}
