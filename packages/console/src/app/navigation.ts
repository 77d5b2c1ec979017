import type { IconName } from "../components/icons/icon-shapes.ts";

/** The places that stand in the header, and the keys that go there. */
export const navigation = [
  { to: "/", label: "Home", icon: "home", keys: "g h" },
  { to: "/runs", label: "Runs", icon: "runs", keys: "g r" },
  { to: "/compare", label: "Metrics", icon: "chart", keys: "g m" },
  { to: "/approvals", label: "Approvals", icon: "approval", keys: "g p" },
  { to: "/waits", label: "Waits", icon: "hourglass", keys: "g w" },
  { to: "/agents", label: "Agents", icon: "agent", keys: "g a" },
  { to: "/cluster", label: "Cluster", icon: "cluster", keys: "g c" },
] as const satisfies readonly NavigationPlace[];

interface NavigationPlace {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
  readonly keys: string;
}
