// What facts say, said again word for word, is found; for real records and every document.
import assert from "node:assert/strict";
import { textOf } from "@/tests/gemini/server.ts";
import { checkFigures } from "./figures.ts";
import { generateTab } from "./generate.ts";
import { withModel } from "./generate_testing.ts";
import { onRecords } from "./records_testing.ts";
import { readSkeleton } from "./service.ts";
import { TABS } from "./tabs.ts";
import { toldOf } from "./writing.ts";

const signal = new AbortController().signal;
const OF_STUDIES = TABS.filter(({ ofSite }) => !ofSite);

/** All records with all documents take minutes: each record has its share of them. */
let turn = 0;
const SHARES = 8;

onRecords("what every fact says stands in the facts", async ({ ctx, projectId, file }) => {
  const mine = OF_STUDIES.filter((_, i) => i % SHARES === turn % SHARES);
  turn++;
  for (const { type } of mine) {
    const read = await readSkeleton(ctx, { projectId, tabType: type, siteId: null });
    assert.ok(read.ok);
    for (const { facts, key } of read.value.sections) {
      const said = toldOf(facts).map(({ id, label, value, unit, asOf }) =>
        `- ${label}: ${value ?? "not known"}${unit ? ` ${unit}` : ""} (${asOf}) [${id}]`
      ).join("\n");
      assert.deepEqual(checkFigures(said, facts).unverified, [], `${file} ${type} ${key}`);
    }
  }
});

let written = 0;

onRecords("a model writes every document; what it copies of the facts is found", async (study) => {
  if (written++ > 0) return;
  const { ctx, projectId } = study;
  await withModel(async ({ gateway, gemini }) => {
    gemini.reply = (body) => ({
      text: [...textOf(body).matchAll(/^\[(F\d+)\] (.*)$/gm)].slice(0, 5)
        .map(([, id, said]) => `- ${said} [${id}]`).join("\n") || "Nothing is known.",
    });
    for (const { type, generatesNothing } of OF_STUDIES) {
      if (generatesNothing) continue;
      const place = { projectId, tabType: type, siteId: null };
      const kept = await generateTab(ctx, place, { signal, gateway });
      assert.ok(kept.ok, type);
      for (const { author, figures, key } of kept.value.sections) {
        if (author.kind === "agent") assert.deepEqual(figures?.unverified, [], `${type} ${key}`);
      }
    }
  });
});
