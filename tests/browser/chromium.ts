/** Debian's Chromium, driven by playwright-core, with axe-core at hand. */
import assert from "node:assert/strict";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const executablePath = Deno.env.get("CHROMIUM") || "/usr/bin/chromium";

/** Whether browser tests can run here; without a browser they are skipped, and say so. */
export const noChromium = await Deno.stat(executablePath).then(() => false, () => true);

/** What a closed network makes of Chromium's own errands is kept out of the way. */
const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser for the length of `work`. */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath, args: ARGS });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** Chromium tells the page when it gives up a transition between pages, as it may on a slow machine. */
const GIVEN_UP = /^Transition was (aborted|skipped)/;

/**
 * A page whose console errors, page errors and policy violations end in `faults`. Motion is reduced:
 * colours of something half faded in have a contrast that nobody reads them by.
 */
export async function openPage(browser: Browser, options: BrowserContextOptions) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => {
    if (!GIVEN_UP.test(message)) faults.push(message);
  });
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  return { page, faults };
}

/** WCAG 2.2 AA by axe-core, with targets of 24 px (2.5.8), and no sideways scrolling. */
export async function assertAccessible(page: Page): Promise<void> {
  // By the debugger's evaluation, which the page's content security policy does not govern.
  await page.evaluate(axe.source);
  const result = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run(document, {
      runOnly: { type: "tag", values: tags },
      resultTypes: ["violations"],
      // Off by itself, whatever the tags.
      rules: { "target-size": { enabled: true } },
    });
    return violations.map(({ id, nodes }) =>
      `${id}: ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`
    );
  });
  assert.deepEqual(result, [], page.url());
  const [content, width] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content! <= width!, `${page.url()} scrolls sideways: ${content} in ${width}`);
}
