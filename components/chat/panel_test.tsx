import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import type { Step } from "@/lib/chat/model.ts";
import type { Panel, Said } from "@/lib/chat/panel_model.ts";
import { Chat } from "./panel.tsx";

const ID = "00000000-0000-4000-8000-000000000001";
const STEP: Step = {
  ...{ id: ID, no: 1, tool: "propose_task", detail: "Call <Lyon>", rows: 0, ms: 3 },
  ...{ outcome: "asked", proposalId: null },
};

const QUESTION: Said = {
  ...{ id: ID, role: "user", text: "What <now>?", steps: [], about: null, model: null },
  ...{ at: "2026-11-21T23:59:00Z", blocks: [], numbers: {}, sources: [], figures: null },
  proposals: [],
};

function shown(changes: Partial<Panel> = {}): string {
  const panel: Panel = {
    ...{
      persona: "craMonitor",
      chat: null,
      lost: false,
      gone: false,
      said: [],
      open: null,
      chats: [],
    },
    ...{ may: { ask: true, remove: true }, ai: "on", about: null, names: {} },
    ...changes,
  };
  return renderToString(
    <Chat
      {...{ panel, projectId: "p", study: "LUMA-201", seesBudget: false, me: "Ines Halloran" }}
      to={(query) => `?${new URLSearchParams(query)}#chat`}
      toOther={() => ""}
      {...{ typed: null, note: null, focus: false, asOf: "2026-11-22T00:00:00Z" }}
    />,
  );
}

const CHAT = { id: ID, persona: "craMonitor" as const, title: "What now?", at: QUESTION.at };
const asked = (changes: Partial<Panel> = {}) =>
  shown({ chat: CHAT, said: [QUESTION], open: { questionId: ID, waiting: STEP }, ...changes });

Deno.test("a step that waits says what it would do and takes a word; what is before it stands above", () => {
  const before: Step = { ...STEP, id: null, tool: "list_sites", outcome: "done", rows: 2 };
  const html = asked({ said: [{ ...QUESTION, steps: [before, STEP] }] });
  assert.match(html, /The agent wants to <b>propose a task<\/b>: Call &lt;Lyon>/);
  assert.match(
    html,
    new RegExp(`name="step" value="${ID}"[^]*value="true">Allow[^]*value="false"`),
  );
  assert.match(html, /list_sites[^]*2 rows/);
  assert.ok(!html.includes("<code>propose_task</code>"), "said once");
});

Deno.test("an answer that was cut off goes on", () => {
  const html = asked({ open: { questionId: ID, waiting: null } });
  assert.match(html, /cut off[^]*Go on/);
  assert.ok(html.includes("What &lt;now>?") && html.includes("21 Nov 2026, UTC"));
});

Deno.test("who may not ask sees no control that asks", () => {
  for (const may of [{ ask: false, remove: false }, { ask: true, remove: true }]) {
    for (const html of [shown({ may }), asked({ may })]) {
      assert.equal(html.includes("<form"), may.ask);
      assert.equal(html.includes("<textarea"), may.ask);
    }
  }
  assert.match(shown({ may: { ask: false, remove: false } }), /does not include asking/);
});

Deno.test("where no model answers it is said, for the inspector always", () => {
  assert.ok(!/rules/.test(shown()));
  assert.match(shown({ persona: "inspector" }), /no model is asked/);
  assert.match(shown({ ai: "off" }), /switched models off/);
  assert.ok(!shown({ persona: "sponsorPM" }).includes("budget"), "nor what its reader may not see");
});
