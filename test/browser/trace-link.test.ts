/**
 * Goal: the console leads from a run, and from a task at the moment that one looks at, to the run's one trace.
 * Method: the links are clicked. They lead to a real Jaeger where one is to be had, else to a page that stands in for it; what
 * was exported is looked at in either.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { absentJaeger, eventually, JaegerServer, Workbench } from "@troupe/testing/process";
import { OtlpReceiver, type TreeSpan, traceProblems } from "@troupe/testing/traces";
import type { Locator, Page } from "playwright-core";
import { afterEach, describe, expect, test } from "vitest";
import { apply, startDev } from "../embedded/support.ts";
import { absentBrowser, openBrowser } from "./support/chromium.ts";
import { isShown } from "./support/screens.ts";
import { placeOf, Visitor } from "./support/visitor.ts";

interface Traces {
  readonly otlpUrl: string;
  /** For `--trace-url`. */
  readonly traceUrl: string;
  spans(traceId: string): Promise<readonly TreeSpan[]>;
}

const systems = [
  { name: "in a page that stands for Jaeger", absent: [], open: standIn },
  { name: "in Jaeger", absent: absentJaeger(), open: (bench: Workbench) => JaegerServer.start(bench) },
];

async function standIn(bench: Workbench): Promise<Traces> {
  const [receiver, pages] = [await OtlpReceiver.start(), createServer((_, answer) => answer.end("<h1>a trace</h1>"))];
  pages.listen(0, "127.0.0.1");
  await once(pages, "listening");
  bench.closes(() => receiver.close());
  bench.closes(() => pages.close());
  const { port } = pages.address() as AddressInfo;
  return {
    otlpUrl: receiver.httpUrl,
    traceUrl: `http://127.0.0.1:${port}/trace/{traceId}?uiFind={find}`,
    spans: async (wanted) => receiver.spans.filter(({ traceId }) => traceId === wanted),
  };
}

const bench = new Workbench();
afterEach(() => bench.clear());

const title = `the link to a run's trace${absentBrowser.length > 0 ? ` (needs ${absentBrowser.join(", ")})` : ""}`;

describe.skipIf(absentBrowser.length > 0)(title, () => {
  for (const { name, absent, open } of systems) {
    const needs = absent.length > 0 ? ` (needs ${absent.join(", ")})` : "";
    test.skipIf(absent.length > 0)(`opens it ${name}${needs}`, { timeout: 240_000 }, async () => {
      const traces: Traces = await open(bench);
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: traces.otlpUrl, TROUPE_TRACE_URL: traces.traceUrl };
      const [server, browser] = await Promise.all([startDev(bench, { env }), openBrowser(bench)]);
      const client = await apply(server, "traced");
      const run = await client.submit("traced", {});
      const { state, traceId } = await run.wait();
      expect(state).toBe("succeeded");
      const addressOf = (find: string) => traces.traceUrl.replace("{traceId}", traceId ?? "").replace("{find}", find);

      const visitor = await Visitor.arrive(browser, placeOf(server));
      const { page } = visitor;
      await visitor.goTo(`/runs/${run.id}`);
      await isShown(page);
      const ofRun = page.getByRole("main").locator("header").getByRole("link", { name: "Trace", exact: true });
      expect(await follow(page, ofRun)).toEqual({ url: addressOf(""), status: 200 });

      await page.getByRole("link", { name: "Timeline" }).click();
      await page.getByRole("button", { name: /^fit, attempt 1/ }).click();
      const task = page.getByRole("complementary", { name: "Task fit" });
      await task.waitFor();
      expect(await follow(page, task.getByRole("link", { name: "Trace", exact: true }).first())).toEqual({
        url: addressOf("fit"),
        status: 200,
      });
      const attempt = task.getByRole("listitem").getByRole("link", { name: "Trace", exact: true });
      expect(await follow(page, attempt)).toEqual({ url: addressOf("fit%2F1"), status: 200 });
      await visitor.leave();
      visitor.foundNothingWrong();

      // What stands there is the whole run.
      const isWhole = (all: readonly TreeSpan[]) => traceProblems(all).length === 0;
      const spans = await eventually(() => traces.spans(traceId ?? ""), isWhole, { withinMs: 30_000, everyMs: 100 });
      expect(spans.map((span) => span.name)).toEqual(expect.arrayContaining(["RUN traced", "fit", "fit model"]));
    });
  }
});

/** Opens the link there, as a click does: in a page of its own. */
async function follow(page: Page, link: Locator): Promise<{ readonly url: string; readonly status: number }> {
  const [popup] = await Promise.all([page.waitForEvent("popup"), link.click()]);
  const url = popup.url() === "about:blank" ? (await popup.waitForEvent("framenavigated")).url() : popup.url();
  await popup.close();
  return { url, status: (await fetch(url)).status };
}
