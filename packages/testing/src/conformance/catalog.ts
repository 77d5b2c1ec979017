/** What every Catalog must do. */
import { catalogArtifacts } from "./catalog-artifacts.ts";
import { catalogFeed } from "./catalog-feed.ts";
import { catalogQueries } from "./catalog-queries.ts";
import { catalogRemovals } from "./catalog-removals.ts";
import { catalogRuns } from "./catalog-runs.ts";
import type { OpenCatalog } from "./catalog-subject.ts";
import type { TestRunner } from "./suite.ts";

export type { CatalogSubject } from "./catalog-subject.ts";

export function catalogConformance(runner: TestRunner, name: string, open: OpenCatalog): void {
  runner.describe(`${name} conforms to Catalog`, () => {
    catalogRuns(runner, open);
    catalogFeed(runner, open);
    catalogQueries(runner, open);
    catalogArtifacts(runner, open);
    catalogRemovals(runner, open);
  });
}
