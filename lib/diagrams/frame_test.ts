// The frame that shows diagrams: its text, and what a browser makes of it and forbids in it.
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { noChromium, openPage, withBrowser } from "@/tests/browser/chromium.ts";
import { compileOrganisation } from "./organisation.ts";
import { frameDocument, frameHeaders, type FrameInput, scriptHeaders } from "./frame.ts";
import { DRAW } from "./frame_script.ts";
import { everyDiagram, hostileNames } from "./records_testing.ts";
import { mermaidScript } from "./script.ts";

const HOSTILE = `</template></script><script>alert(1)</script><img src=x onerror="a('b')">&amp;`;
const input = (more: Partial<FrameInput> = {}): FrameInput => ({
  diagrams: [],
  theme: "light",
  nonce: "n0nce",
  script: "/mermaid.js",
  ...more,
});

Deno.test("nothing in a diagram becomes markup of the frame", () => {
  const plain = frameDocument(input({ diagrams: [{ code: "c", title: "t", alt: "a" }] }));
  const hostile = frameDocument(
    input({ diagrams: [{ code: HOSTILE, title: HOSTILE, alt: HOSTILE }] }),
  );
  const tags = (html: string) => html.match(/<\/?[a-z]+/g);
  assert.deepEqual(tags(hostile), tags(plain));
  assert.ok(!/<\/script/i.test(DRAW));
});

Deno.test("the frame may run its own script and style itself, and nothing else", () => {
  const policy = frameHeaders("abc")["content-security-policy"]!.split("; ");
  assert.deepEqual(policy, [
    "sandbox allow-scripts",
    "default-src 'none'",
    "script-src 'nonce-abc'",
    "style-src 'unsafe-inline'",
    "img-src data:",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ]);
});

interface Site {
  origin: string;
  /** Paths that were asked for. */
  asked: string[];
}

/** A page with the frame in it, as the app serves them. */
async function withSite(frame: FrameInput, work: (site: Site) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  const script = await mermaidScript();
  const around = `<!doctype html><title>p</title><script>
    window.heard = [];
    addEventListener("message", ({ source, data }) => {
      if (source === frames[0]) window.heard.push(data);
    });
  </script><iframe title="Diagram" sandbox="allow-scripts" src="/frame" width="1200" height="900">
  </iframe>`;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (req) => {
    const { pathname } = new URL(req.url);
    asked.push(pathname);
    if (pathname === "/mermaid.js") {
      const headers = { ...scriptHeaders, "content-encoding": "gzip" };
      return new Response(script.gzip, { headers });
    }
    if (pathname === "/frame") {
      return new Response(frameDocument(frame), { headers: frameHeaders(frame.nonce) });
    }
    const policy = "default-src 'none'; script-src 'unsafe-inline'; frame-src 'self'";
    return new Response(pathname === "/" ? around : "", {
      headers: { "content-type": "text/html", "content-security-policy": policy },
    });
  });
  try {
    await work({ origin: `http://127.0.0.1:${server.addr.port}`, asked });
  } finally {
    await server.shutdown();
  }
}

type Heard = { type: string; height?: number; message?: string };

async function heard(page: Page, type: string): Promise<Heard> {
  const found = await page.waitForFunction(
    (type) => (globalThis as unknown as { heard: Heard[] }).heard.find((one) => one.type === type),
    type,
  );
  return await found.jsonValue() as Heard;
}

const send = (page: Page, message: unknown) =>
  page.evaluate(
    (message) => document.querySelector("iframe")!.contentWindow!.postMessage(message, "*"),
    message,
  );

async function inBrowser(
  frame: FrameInput,
  work: (page: Page, site: Site, browser: Browser) => Promise<void>,
): Promise<void> {
  await withSite(frame, (site) =>
    withBrowser(async (browser) => {
      const { page, faults } = await openPage(browser, {});
      await page.goto(`${site.origin}/`);
      await work(page, site, browser);
      assert.deepEqual(faults, []);
    }));
}

const figures = (page: Page) =>
  page.frames()[1]!.evaluate(() =>
    [...document.querySelectorAll("figure")].map((figure) => ({
      text: figure.querySelector("svg")?.textContent ?? null,
      words: !(figure.querySelector(".words") as HTMLElement).hidden,
      problem: figure.querySelector(".problem")!.textContent,
      links: figure.querySelectorAll("[href], [*|href]:not([href^='#'])").length,
    }))
  );

Deno.test("every diagram of hostile names is drawn, with its characters", {
  ignore: noChromium,
}, async () => {
  const diagrams = [...everyDiagram(hostileNames().get("all of them")!).values()];
  const name = `1. <b>Clinic</b> "end"; #7 %% \`x\` & 東京`;
  diagrams.push(compileOrganisation({
    title: "One",
    study: { id: "s", name },
    sponsor: { id: "p", name: "https://evil.example" },
    collaborators: [],
    countries: [],
  }));
  await inBrowser(input({ diagrams }), async (page) => {
    await page.frames()[1]!.waitForFunction(
      (all) => document.querySelectorAll("figure svg").length === all,
      diagrams.length,
    );
    const drawn = await figures(page);
    assert.deepEqual(drawn.map(({ problem }) => problem), diagrams.map(() => ""));
    assert.ok(drawn.every(({ words }) => !words));
    assert.ok(drawn.at(-1)!.text!.includes(name), drawn.at(-1)!.text!);
    assert.ok((await heard(page, "diagram-size")).height! > 100);
  });
});

Deno.test("the page sends a source; a wrong one shows its words and says why", {
  ignore: noChromium,
}, async () => {
  await inBrowser(input(), async (page) => {
    await heard(page, "diagram-ready");
    await send(page, {
      type: "diagram",
      code: "flowchart TD\n A[x --> B",
      title: "T",
      alt: "In words",
    });
    assert.ok((await heard(page, "diagram-failed")).message!.length > 10);
    const [bad] = await figures(page);
    assert.equal(bad!.words, true);
    assert.match(bad!.problem!, /^Cannot draw this diagram: /);
    await send(page, { type: "other" });
    await send(page, {
      type: "diagram",
      code: "flowchart TD\n A[Hello]",
      title: "T",
      alt: "In words",
    });
    await page.frames()[1]!.waitForSelector("svg");
    assert.equal((await figures(page))[0]!.text!.includes("Hello"), true);
  });
});

/** Sources that try to get out, each in its own way. */
const escapes = (origin: string): string[] =>
  [
    `A["<img src='${origin}/img' onerror='parent.postMessage({type: 1}, 1)'>x"] --> B`,
    `A["<script>fetch('${origin}/script')</script>x"] --> B`,
    `A["<iframe src='${origin}/iframe'></iframe>x"] --> B`,
    `A["<a href='${origin}/anchor'>x</a>"] --> B`,
    `A["![x](${origin}/markdown)"] --> B`,
    `A --> B\n  click A href "${origin}/link" _top\n  click B call alert()`,
    `A --> B\n  classDef x fill:#f00,background-image:url(${origin}/class)\n  class A x`,
    `A@{ img: "${origin}/shape", label: "shape" }`,
  ].map((lines) =>
    `%%{init: {"securityLevel": "loose", "themeCSS": "* {background: url(${origin}/css)}",` +
    ` "fontFamily": "x;} * {background: url(${origin}/font)"}}%%\nflowchart TD\n  ${lines}`
  );

Deno.test("a hostile source leads nowhere, fetches nothing and runs nothing", {
  ignore: noChromium,
}, async () => {
  await withSite(input(), (site) =>
    withBrowser(async (browser) => {
      const { page } = await openPage(browser, {}); // refusals of the policy are expected here
      await page.goto(`${site.origin}/`);
      await heard(page, "diagram-ready");
      const frame = page.frames()[1]!;
      let drawn = 0;
      for (const [i, code] of escapes(site.origin).entries()) {
        await send(page, { type: "diagram", code, title: `T${i}`, alt: "A" });
        await frame.waitForFunction((title) =>
          document.querySelector("figcaption")?.textContent === title &&
          document.querySelector("figure svg, .problem:not([hidden])") !== null, `T${i}`);
        const [shown] = await figures(page);
        if (shown!.text !== null) {
          drawn++;
        }
        assert.equal(shown!.links, 0, code);
        const active = "svg script, svg iframe, svg [onerror], svg [onclick]";
        assert.equal(await frame.locator(active).count(), 0, code);
        await frame.evaluate(() =>
          document.querySelector<SVGElement>("svg a")?.dispatchEvent(
            new MouseEvent("click", { bubbles: true }),
          )
        );
      }
      assert.ok(drawn >= 6, `${drawn} are drawn`);
      const reached = await frame.evaluate(() => {
        try {
          return document.cookie + parent.document.title;
        } catch {
          return "refused";
        }
      });
      assert.equal(reached, "refused");
      const asked = [...new Set(site.asked)].filter((path) =>
        path !== "/favicon.ico"
      ).sort();
      assert.deepEqual(asked, ["/", "/frame", "/mermaid.js"]);
    }));
});

Deno.test(
  "the page around may bring Mermaid, which it can keep",
  { ignore: noChromium },
  async () => {
    const diagrams = [{ code: "flowchart TD\n A[Hello]", title: "T", alt: "In words" }];
    await inBrowser(input({ diagrams, script: null }), async (page, site) => {
      await heard(page, "diagram-script");
      const source = new TextDecoder().decode((await mermaidScript()).plain);
      await send(page, { type: "diagram-script", source });
      await page.frames()[1]!.waitForSelector("svg");
      assert.equal((await figures(page))[0]!.text!.includes("Hello"), true);
      assert.ok(!site.asked.includes("/mermaid.js"));
    });
  },
);
