/** JSX and children given to islands: what is shown, what lives, and what keeps its key. */
import assert from "node:assert/strict";
import { type ComponentChildren, h, type VNode } from "preact";
import type { Page } from "playwright-core";
import { browserTest, ignore, pageApp, shows } from "./browser.tsx";
import Box from "./fixture/islands/Box.tsx";
import Counter from "./fixture/islands/Counter.tsx";
import Jsx from "./fixture/islands/Jsx.tsx";
import Order from "./fixture/islands/Order.tsx";
import { inBrowser } from "./harness.ts";
import { randomContent } from "./random.ts";

browserTest(
  "I4 null as JSX and as children shows nothing",
  () => <Jsx jsx={null}>{null}</Jsx>,
  async (page) => {
    await page.waitForSelector(".ready");
    for (const name of [".jsx", ".children"]) {
      assert.equal(await page.$eval(name, (one) => one.childNodes.length), 0);
    }
  },
);

browserTest(
  "I4 JSX and children are elements for the island",
  () => <Jsx jsx={<p>foo</p>}>{<p>bar</p>}</Jsx>,
  async (page) => {
    await page.waitForSelector(".ready");
    await shows(page, "pre", "true true");
    await shows(page, ".after", "bar");
  },
);

browserTest("I4 children are never in the payload", () => <Jsx>foobar</Jsx>, async (page) => {
  await page.waitForSelector(".ready");
  assert.doesNotMatch(await page.$eval("body script", (one) => one.textContent ?? ""), /foobar/);
  await shows(page, ".after", "foobar");
});

browserTest("I4 islands in slots in islands", () => (
  <Jsx jsx={<Jsx jsx={<Counter id="one" />} />}>
    <Jsx>
      <div>
        <Counter id="two" />
      </div>
    </Jsx>
  </Jsx>
), async (page) => {
  await page.waitForSelector(".jsx #one.ready");
  await page.waitForSelector(".children #two.ready");
  await page.click(".jsx #one button");
  await page.click(".children .children #two button");
  await shows(page, ".jsx #one output", "1");
  await shows(page, ".children .children #two output", "1");
});

browserTest("I4 content that is shown late may hold islands with content", () => (
  <Box
    later={
      <Box label={<b>inner</b>}>
        <p class="deep">
          deep <Counter id="late" />
        </p>
      </Box>
    }
  />
), async (page) => {
  await page.waitForSelector("section.ready");
  await page.click(".toggle");
  await page.waitForSelector("#late.ready");
  await shows(page, ".later h2", "inner");
  await page.click("#late button");
  await shows(page, ".later .deep", "deep +11");
});

/** Neither a component of the page nor an island changes what is inside. */
function Plain({ children }: { children?: ComponentChildren }) {
  return h("span", null, children);
}

Deno.test({ name: "I4 random content looks the same before and after", ignore }, async () => {
  const content = randomContent(20261121, 40, [Plain, Box, Jsx]);
  const app = await pageApp(() => <main>{content.map((one, i) => <Box key={i}>{one}</Box>)}</main>);
  await inBrowser(app.handler(), "/", async (page) => {
    await page.waitForFunction("!document.querySelector('.waiting')");
    const [before, after] = await page.evaluate(`(async () => {
      const html = await (await fetch("/")).text();
      const text = (page) => {
        for (const late of page.querySelectorAll("pre, .after")) late.remove();
        for (const one of page.querySelectorAll("[data-frsh-key]")) one.removeAttribute("data-frsh-key");
        for (const one of page.querySelectorAll(".waiting")) one.className = "ready";
        return page.querySelector("main").innerHTML.replaceAll(/<!--.*?-->/gs, "");
      };
      return [text(new DOMParser().parseFromString(html, "text/html")), text(document)];
    })()`) as [string, string];
    assert.ok(before.length > 10_000, String(before.length));
    assert.equal(after, before);
  });
});

browserTest("I4 attributes and flags survive", () => (
  <Jsx>
    <form class="foo">
      <input name="check" type="checkbox" checked />
      <input name="text" type="text" required />
      <input type="radio" name="r" value="1" />
      <input type="radio" name="r" value="2" checked />
      <select name="select">
        <option value="foo">foo</option>
        <option value="bar" selected>bar</option>
      </select>
      <b draggable={false} translate={false} data-n="1">b</b>
    </form>
  </Jsx>
), async (page) => {
  await page.waitForSelector(".ready");
  assert.equal(await page.isChecked(".children [name=check]"), true);
  assert.equal(await page.isChecked(".children [value='1']"), false);
  assert.equal(await page.isChecked(".children [value='2']"), true);
  assert.equal(
    await page.$eval(".children [name=text]", (one) => Reflect.get(one, "required")),
    true,
  );
  assert.equal(await page.inputValue(".children select"), "bar");
  assert.equal(await page.getAttribute(".children b", "data-n"), "1");
});

function Item({ name }: { name: string }) {
  return <p>{name}</p>;
}

/** Before the order is turned each element is marked; with its key it moves as it is. */
async function turns(page: Page): Promise<string[]> {
  await page.waitForSelector(".items > *");
  await page.waitForSelector("section.ready");
  await page.$$eval(".items > *", (all) => {
    for (const one of all) Object.assign(one, { mark: one.textContent });
  });
  await page.click(".turn");
  await page.waitForFunction("document.querySelector('.items').textContent[0] === 'c'");
  return await page.$$eval(
    ".items > *",
    (all) => all.map((one) => String(Reflect.get(one, "mark"))),
  );
}

const names = ["a", "b", "c"];
const orders: Record<string, () => VNode> = {
  "elements": () => <Order>{names.map((name) => <p key={name}>{name}</p>)}</Order>,
  "elements with a key that is hard to write": () => (
    <Order>{names.map((name) => <p key={`"'--><:>&%${name}`}>{name}</p>)}</Order>
  ),
  "elements that are not precompiled": () => (
    <Order>{names.map((name) => <a key={name} href="#x">{name}</a>)}</Order>
  ),
  "components": () => <Order>{names.map((name) => <Item key={name} name={name} />)}</Order>,
  "components with a key that is hard to write": () => (
    <Order>{names.map((name) => <Item key={`"'--><:>&%${name}`} name={name} />)}</Order>
  ),
};
for (const [what, render] of Object.entries(orders)) {
  browserTest(`I4 ${what} in JSX keep their keys`, render, async (page) => {
    assert.deepEqual(await turns(page), ["c", "b", "a"]);
    assert.equal(await page.$("[data-frsh-key]"), null);
  });
}

browserTest(
  "I4 islands in JSX keep their keys",
  () => <Order>{names.map((name) => <Counter key={name} id={name} />)}</Order>,
  async (page) => {
    await page.waitForSelector("#a.ready");
    await page.click("#a button");
    await page.click(".turn");
    await page.waitForSelector(".items :first-child#c");
    await shows(page, "#a output", "1");
    await shows(page, "#c output", "0");
  },
);
