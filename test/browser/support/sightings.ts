/** When words came onto a page, by the page's own clock, which is that of this machine. */
import type { Page } from "playwright-core";

interface Watching {
  troupeTestSeen: Map<string, number>;
}

/**
 * From now on, notes when each text that fits came into an element: milliseconds since the epoch, at the frame that shows it.
 * `pattern`: of a RegExp, with one group that names what was seen.
 */
export async function watchFor(page: Page, selector: string, pattern: string): Promise<void> {
  await page.evaluate(
    ([within = "", source = ""]) => {
      const seen = new Map<string, number>();
      (window as unknown as Watching).troupeTestSeen = seen;
      const fits = new RegExp(source, "g");
      const look = (): void => {
        for (const element of document.querySelectorAll(within))
          for (const [, name = ""] of (element.textContent ?? "").matchAll(fits)) {
            if (seen.has(name)) continue;
            seen.set(name, Number.NaN);
            requestAnimationFrame(() => seen.set(name, performance.timeOrigin + performance.now()));
          }
      };
      new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    },
    [selector, pattern],
  );
}

export async function sightings(page: Page): Promise<ReadonlyMap<string, number>> {
  const seen = await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    return [...(window as unknown as Watching).troupeTestSeen];
  });
  return new Map(seen);
}
