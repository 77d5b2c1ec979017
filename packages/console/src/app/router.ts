import { createRouter } from "@tanstack/react-router";
import { ScreenSkeleton } from "../components/skeletons.tsx";
import { routeTree } from "./routes.tsx";
import { parseSearch, stringifySearch } from "./search.ts";

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPendingComponent: ScreenSkeleton,
  defaultPendingMs: 150,
  // A screen's code is small, and on the way when the pointer rests on its link.
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
