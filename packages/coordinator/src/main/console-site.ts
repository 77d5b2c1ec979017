import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where the console's build leaves it. In the repository it need not be built. */
export function consoleSite(): string {
  return join(dirname(createRequire(import.meta.url).resolve("@troupe/console/package.json")), "site");
}
