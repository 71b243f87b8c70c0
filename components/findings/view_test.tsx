import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import type { Finding, FindingsView } from "@/lib/chat/findings_model.ts";
import { FindingsPage, type FindingsProps } from "./view.tsx";

const VIEW: FindingsView = {
  ...{ projectId: "p", asOf: "2026-11-21T08:00:00.000Z", site: null, sites: [] },
  ...{ findings: [], provider: "rules", note: null, model: "on" },
};
const FINDING: Finding = {
  ...{
    id: "figure:site.gate",
    rule: "site.gate",
    severity: "critical",
    title: "Gate: 1 of 14 missing",
  },
  ...{ detail: "1 of 14 missing.", suggestion: "See the figure", href: "/projects/p/sites/s" },
  evidence: [
    { id: "F1", kind: "figure", label: "Contract", value: null, asOf: "2026-11-21", href: "/a" },
    { id: "F2", kind: "site", label: "Stands on", value: "<b>012</b>", href: "/b" },
  ],
};
const render = (view: Partial<FindingsView>, more: Partial<FindingsProps> = {}) =>
  renderToString(
    <FindingsPage
      view={{ ...VIEW, ...view }}
      {...{ severity: null, question: "", errors: [], ...more }}
    />,
  ).replaceAll("\u00a0", " ");

Deno.test("where nothing was found it says so, and offers no model", () => {
  const html = render({});
  assert.ok(html.includes("Nothing was found") && !html.includes("Rank and word"));
});

Deno.test("a chain has its values, what is not known, and its day once; texts are escaped", () => {
  const html = render({ findings: [FINDING], site: { id: "s", label: "012 Leeds" } });
  assert.ok(html.includes("Because of 2 facts, as of 21 Nov 2026"));
  assert.ok(html.includes(">not known<") && html.includes("&lt;b>012"));
  assert.ok(html.includes("012 Leeds is red because 1 finding is critical."));
  assert.ok(html.includes("ask=figure:site.gate:s#chat"), "a figure of the site");
  assert.ok(render({ findings: [FINDING] }, { severity: "low" }).includes("No finding fits"));
});

Deno.test("what a model worded, and why one did not, is said", () => {
  assert.ok(render({ findings: [FINDING], provider: "m-1" }).includes("ranked and worded by m-1"));
  const failed = render({ findings: [FINDING], note: "It did not answer in time." });
  assert.ok(failed.includes("The model did not: It did not answer in time."));
  assert.ok(render({ findings: [FINDING], model: "off" }).includes("by rules"));
  assert.ok(!render({ findings: [FINDING], model: "off" }).includes("Rank and word"));
});
