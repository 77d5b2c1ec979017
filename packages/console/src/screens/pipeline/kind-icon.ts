import type { IconName } from "../../components/icons/icon-shapes.ts";

const icons: Readonly<Record<string, IconName>> = {
  function: "bolt",
  python: "play",
  command: "logs",
  poll: "search",
  wait: "hourglass",
  approval: "approval",
  trigger: "external",
  map: "grid",
  loop: "retry",
  branch: "branch",
  gate: "branch",
  group: "artifact",
  finalizer: "stop",
};

/** By what runs a step, or by what kind of node it is. */
export function kindIcon(runs: string): IconName {
  return icons[runs] ?? "dot";
}
