/** A console with something to look at: `troupe dev` with the pipelines of test/fixtures/pipelines/looked-at, and a browser. */
import type { Client } from "@troupe/sdk/client";
import { type TroupeServer, Workbench } from "@troupe/testing/process";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { apply, startDev } from "../../embedded/support.ts";
import { absentBrowser, type OpenBrowser, openBrowser } from "./chromium.ts";
import { placeOf, type VisitOptions, Visitor } from "./visitor.ts";

export interface LookedAt {
  readonly bench: Workbench;
  readonly server: TroupeServer;
  readonly client: Client;
  /** Somebody new, who leaves with the test; it fails if anything went wrong in the page. */
  visit(path: string, options?: VisitOptions): Promise<Visitor>;
}

/** Declares tests that look at one server, which is started before them. */
export function lookingAt(title: string, tests: (there: () => LookedAt) => void): void {
  const needs = absentBrowser.length > 0 ? ` (needs ${absentBrowser.join(", ")})` : "";
  describe.skipIf(absentBrowser.length > 0)(`${title}${needs}`, () => {
    const bench = new Workbench();
    const visitors: Visitor[] = [];
    let started: LookedAt | undefined;
    beforeAll(async () => {
      const [server, browser] = await Promise.all([startDev(bench), openBrowser(bench)]);
      const client = await apply(server, "looked-at");
      started = { bench, server, client, visit: (path, options) => visit(server, browser, path, options) };
    });
    afterAll(() => bench.clear());
    afterEach(async () => {
      for (const visitor of visitors.splice(0)) {
        await visitor.leave();
        visitor.foundNothingWrong();
      }
    });
    async function visit(server: TroupeServer, browser: OpenBrowser, path: string, options?: VisitOptions) {
      const visitor = await Visitor.arrive(browser, placeOf(server), options);
      visitors.push(visitor);
      await visitor.goTo(path);
      return visitor;
    }
    tests(() => {
      if (started === undefined) throw new Error("nothing is started yet");
      return started;
    });
  });
}
