/**
 * `npm run console:build`: builds packages/console into packages/console/site, if its sources are newer than that.
 *
 *   npm run console:build -- --always    also if nothing has changed
 */
import { parseArgs } from "node:util";
import { buildSite } from "./site.ts";

const { values } = parseArgs({ options: { always: { type: "boolean", default: false } } });
const tookMs = await buildSite({ say: (text) => console.error(text), always: values.always });
console.error(
  tookMs === null ? "the console is up to date" : `the console is built, in ${(tookMs / 1000).toFixed(1)} s`,
);
