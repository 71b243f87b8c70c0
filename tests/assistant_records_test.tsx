// Every document of every registry record, drawn as its page draws it and written as Markdown, with
// texts as a model writes them and without.
import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { Document } from "@/components/assistant/document.tsx";
import { Work } from "@/components/assistant/work.tsx";
import { documentMarkdown } from "@/lib/assistant/markdown.ts";
import type { Skeleton, Version, WrittenSection } from "@/lib/assistant/model.ts";
import { viewOf } from "@/lib/assistant/page.ts";
import { parseMarkdown } from "@/lib/assistant/prose.ts";
import { documentOf, onRecords } from "@/lib/assistant/records_testing.ts";
import { TABS } from "@/lib/assistant/tabs.ts";

/** A text in each section that wants one, citing its own facts and one that there is not. */
function writtenIn({ sections, asOf }: Skeleton): WrittenSection[] {
  return sections.filter(({ write }) => write !== null).map((
    { key, title, facts, dataSha256 },
  ) => ({
    ...{ key, title, dataSha256, callId: crypto.randomUUID(), at: asOf },
    author: { kind: "agent", id: "x", name: "Coordinator", model: "m" },
    text: `**Read** [${facts[0]?.id ?? "F1"}, F99999].\n\n- 42 of them\n- <b>none</b>`,
    facts: facts.slice(0, 1),
    figures: { found: 0, unverified: ["42"] },
  }));
}

function versionOf(skeleton: Skeleton, sections: WrittenSection[]): Version {
  const { tabType, site, asOf, gaps, sources, dataSha256, restricted } = skeleton;
  return {
    ...{
      id: crypto.randomUUID(),
      version: 1,
      provider: "m",
      asOf,
      at: asOf,
      tabType,
      gaps,
      sources,
    },
    ...{ dataSha256, restricted, sections, siteId: site?.id ?? null, accepted: [], content: "" },
    ...{ by: { id: crypto.randomUUID(), name: "Maud Keller" }, note: null, restoredFrom: null },
  };
}

onRecords("every document is drawn and written down", async (study) => {
  for (const tab of TABS) {
    const skeleton = await documentOf(study, tab.type);
    if (!skeleton) continue;
    const where = `${study.file}, ${tab.type}`;
    const { projectId, site } = skeleton;
    const place = { projectId, tabType: tab.type, siteId: site?.id ?? null };
    for (const sections of [[], writtenIn(skeleton)]) {
      const version = sections.length > 0 ? versionOf(skeleton, sections) : null;
      const view = viewOf(tab, place, {
        ...{ skeleton, version, versions: version ? [version] : [], stale: null },
        ...{ may: { write: true, accept: true }, ai: "on", head: null },
      });
      const html = renderToString(<Document view={view} keep="" draft={null} thanked="" />) +
        renderToString(<Work view={view} asked={{ instructions: "", problem: null }} />);
      assert.ok(
        !/undefined|NaN|\[object|Invalid Date/.test(html.replace(/<pre[^]*?<\/pre>/g, "")),
        where,
      );
      assert.ok(!/ style=|<script|<img|<b>none/.test(html), where);
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
      assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), [], where);
      for (const { title } of skeleton.sections) {
        assert.ok(html.includes(title.replaceAll("&", "&amp;")), `${where}: ${title}`);
      }
      if (sections.length > 0) assert.ok(html.includes('class="unv"'), where);
      const file = documentMarkdown(skeleton, sections);
      const blocks = parseMarkdown(file);
      const heads = blocks.filter((block) => block.kind === "heading" && block.level <= 1);
      const more: boolean[] = [skeleton.gaps.length > 0, /\n## Sources\n/.test(file)].filter(
        Boolean,
      );
      assert.equal(heads.length, 1 + skeleton.sections.length + more.length, where);
      assert.ok(!/undefined|NaN|\[object/.test(file), where);
    }
  }
});
