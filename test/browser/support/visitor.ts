/** Somebody who looks at the console: a page of a browser, and all that went wrong in it. */
import type { TroupeServer } from "@troupe/testing/process";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { OpenBrowser } from "./chromium.ts";

export type Scheme = "light" | "dark";

export interface VisitOptions {
  readonly scheme?: Scheme;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Pixels of the screen for one of the page's. Default: 1. */
  readonly scale?: number;
}

/** Where a console is, and what signs a browser in there. */
export interface Place {
  readonly httpUrl: string;
  readonly token: string;
}

export class Visitor {
  readonly page: Page;
  readonly #place: Place;
  readonly #browser: OpenBrowser;
  readonly #wrong: string[] = [];
  #expected: RegExp | null = null;

  /** With cookies and stores of its own, as somebody who comes for the first time. */
  static async arrive(browser: OpenBrowser, place: Place, options: VisitOptions = {}): Promise<Visitor> {
    const { scheme = "light", viewport = { width: 1280, height: 800 }, scale = 1 } = options;
    const context = await browser.browser.newContext({
      colorScheme: scheme,
      viewport,
      deviceScaleFactor: scale,
      reducedMotion: "reduce",
    });
    const visitor = new Visitor(await context.newPage(), place, browser);
    await visitor.#listen();
    return visitor;
  }

  private constructor(page: Page, place: Place, browser: OpenBrowser) {
    this.page = page;
    this.#place = place;
    this.#browser = browser;
  }

  /** By the address that signs in, as the command prints it. */
  async goTo(path: string): Promise<void> {
    const url = new URL(path, this.#place.httpUrl);
    url.searchParams.set("token", this.#place.token);
    await this.page.goto(url.href);
  }

  /** What the page's console may say from now on without being wrong: a coordinator is killed, a call is refused. */
  expects(errors: RegExp): void {
    this.#expected = errors;
  }

  /** Throws with whatever went wrong since it came: a script's error, a policy that was broken, a request elsewhere. */
  foundNothingWrong(): void {
    expect(this.#wrong.filter((text) => !this.#expected?.test(text))).toEqual([]);
    expect(this.#browser.asked).toEqual([]);
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }

  async #listen(): Promise<void> {
    const { page } = this;
    const { origin } = new URL(this.#place.httpUrl);
    page.on("pageerror", (error) => this.#wrong.push(`error: ${error.stack ?? error.message}`));
    page.on("console", (message) => {
      // A call that is refused is an answer: a pipeline without a schedule has none.
      const isRefusal = /^Failed to load resource: .* 4\d\d /.test(message.text());
      if (isRefusal && message.location().url.startsWith(`${origin}/troupe.v1.`)) return;
      if (message.type() === "error" || message.type() === "warning")
        this.#wrong.push(`console: ${message.text()} ${message.location().url}`);
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) this.#wrong.push(`request: ${url.href}`);
    });
    // What hostile words would call if they were more than words (test/fixtures/pipelines/looked-at).
    await page.exposeBinding("owned", (_source, by: string) => this.#wrong.push(`ran: what ${by} says`));
    await page.exposeBinding("troupeTestBlocked", (_source, what: string) => this.#wrong.push(`blocked: ${what}`));
    await page.addInitScript(() => {
      const told = window as unknown as { troupeTestBlocked(what: string): void };
      addEventListener("securitypolicyviolation", (event) =>
        told.troupeTestBlocked(
          `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
        ),
      );
    });
  }
}

export function placeOf({ httpUrl, token }: Pick<TroupeServer, "httpUrl" | "token">): Place {
  if (httpUrl === null || token === null) throw new Error("nothing serves browsers there");
  return { httpUrl, token };
}
