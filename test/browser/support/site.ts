/** Before the tests of this folder: they look at the site as it would be published, made of the sources as they are. */
import { buildSite } from "../../../scripts/console/site.ts";

export async function setup(): Promise<void> {
  await buildSite({ say: (text) => console.error(text) });
}
