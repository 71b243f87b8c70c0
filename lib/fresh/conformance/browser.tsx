/** Tests of one page in the browser. */
import { App, staticFiles } from "fresh";
import type { VNode } from "preact";
import type { Page } from "playwright-core";
import { hasChromium, inBrowser, useFixture } from "./harness.ts";

export const ignore = !hasChromium;

export function pageApp(render: () => VNode, basePath = ""): Promise<App<unknown>> {
  const app = new App({ basePath }).use(staticFiles());
  return useFixture(app.get("/", (ctx) => ctx.render(render())).fsRoutes());
}

/** A test of one page in the browser. */
export function browserTest(
  name: string,
  render: () => VNode,
  work: (page: Page) => Promise<void>,
) {
  Deno.test({ name, ignore }, async () => {
    await inBrowser((await pageApp(render)).handler(), "/", work);
  });
}

export async function shows(page: Page, selector: string, expected: string): Promise<void> {
  const wanted = JSON.stringify([selector, expected]);
  await page.waitForFunction(`{
    const [selector, expected] = ${wanted};
    document.querySelector(selector)?.textContent === expected;
  }`);
}
