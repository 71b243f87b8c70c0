// What a question is understood as; a site that is none is never taken for another.
import assert from "node:assert/strict";
import { besides } from "./beside.ts";
import { answerOf } from "./answers.ts";
import { NOTHING_CHANGED, understood } from "./understood.ts";
import type { Read } from "./tools.ts";
import { ASKABLE, askableOf, planOf, sitesOf, titleWords, type Topic } from "./question.ts";

const site = (number: string, name: string) => ({
  ...{ id: crypto.randomUUID(), number, label: `${number} ${name}` },
});
const SITES = [
  site("012", "Rhönberg Klinik"),
  site("014", "Centre Saint-Aubert"),
  site("2", "Elm"),
];

Deno.test("common questions are understood", () => {
  const wanted: [string, Topic | null][] = [
    ["What is late?", "late"],
    ["Is anything OVERDUE?", "late"],
    ["What expires in the next 60 days?", "expiring"],
    ["How is enrollment going?", "enrollment"],
    ["How is recruitment at site 12?", "enrollment"],
    ["When will we reach the target?", "forecast"],
    ["Why is site 012 red?", "why"],
    ["What's next?", "next"],
    ["Who owns the signature pages?", "owner"],
    ["Compare site 012 and 014", "compare"],
    ["site 12 vs site 14", "compare"],
    ["Compare site 012", null],
    ["Is the audit trail intact?", "trail"],
    ["What is missing for activation of site 012?", "missing"],
    ["How much money is spent?", "budget"],
    ["How is Rhönberg Klinik?", "site"],
    ["Write me a poem", null],
    ["Why is site 99 red?", null],
  ];
  for (const [question, topic] of wanted) {
    assert.equal(planOf(question, SITES).topic, topic, question);
  }
  for (const question of ASKABLE) assert.notEqual(planOf(question, SITES).topic, null, question);
  for (const sites of [[], SITES.slice(-1), SITES]) {
    const asked = askableOf(sites);
    assert.ok(asked.length >= 9, "what wants no site can always be asked");
    for (const question of asked) assert.notEqual(planOf(question, sites).topic, null, question);
  }
});

Deno.test("sites are found by number, with or without zeros, and by name", () => {
  const found = (text: string) => sitesOf(text, SITES).found.map(({ number }) => number);
  assert.deepEqual(found("compare sites 12, 014 and 2"), ["012", "014", "2"]);
  assert.deepEqual(found("site 002"), ["2"]);
  assert.deepEqual(found("how is centre saint-aubert?"), ["014"]);
  assert.deepEqual(found("a website 12 pages long"), []);
  assert.deepEqual(sitesOf("site 1", SITES), { found: [], lost: ["1"] });
  assert.deepEqual(titleWords("Who owns the signature pages?"), ["signature", "pages"]);
});

Deno.test("beside something a question is about it, and about what else it names", () => {
  const task = { kind: "task", id: crypto.randomUUID() };
  const here = { kind: "site", id: SITES[0]!.id };
  const asked = (message: string, of = task) => {
    const plan = besides(message, SITES, of);
    return plan.topic === null ? plan.why : [plan.topic, ...plan.uses.map(({ tool }) => tool)];
  };
  for (const about of ["Why?", "What is this?", "What should I do?", "Is it late?", "Explain"]) {
    assert.deepEqual(asked(about), ["about", "get_record"], about);
  }
  assert.deepEqual(asked("How is the budget?"), ["budget", "get_record", "budget"]);
  assert.deepEqual(asked("What is missing?", here), [
    ...["missing", "get_record", "site_gate", "site_documents"],
  ]);
  assert.deepEqual(asked("Why is this red?", here), ["about", "get_record"]);
  assert.deepEqual(asked("Compare it with site 014", here).slice(0, 2), ["compare", "get_record"]);
  assert.match(String(asked("Why is it worse than site 999?", here)), /999/);
});

Deno.test("two questions are both looked up; an order and another study are said to be that", () => {
  const others = [{ name: "PELAGO-44", nctId: "NCT09990244" }, { name: "Enrollment", nctId: null }];
  const asked = (message: string) => understood(message, SITES, others);
  const tools = (message: string) => {
    const plan = asked(message);
    return plan.topic === null ? plan.why : plan.uses.map(({ tool }) => tool);
  };
  assert.deepEqual(tools("What is late and how is enrollment?"), [
    ...["plan_late", "actions", "enrollment"],
  ]);
  assert.equal(asked("Why is site 012 red? What should I do?").topic, "why");
  assert.deepEqual(tools("What is late at site 012?"), ["actions"], "no figures of other things");
  assert.match(String(tools("How is enrollment in pelago-44?")), /PELAGO-44/);
  assert.match(String(tools("And NCT09990244?")), /PELAGO-44/);
  assert.equal(asked("How is enrollment?").topic, "enrollment", "a name may be any word");
  assert.equal(tools("Approve all proposals"), NOTHING_CHANGED);
  assert.deepEqual([asked("Delete site 12")].map(({ topic }) => topic), ["site"]);
});

Deno.test("a site is not called red that is not; nothing is said to be late where nothing is", () => {
  const read = (values: string[], message: string): string => {
    const plan = understood(message, SITES, []);
    assert.ok(plan.topic);
    const facts = values.map((value, i) => ({
      ...{ id: `F${i + 1}`, kind: "figure", label: "Activation gate", value, href: "/" },
    }));
    const use = plan.uses[0]!;
    return answerOf(plan, [{ use, facts } as unknown as Read], SITES).text;
  };
  const why = "Why is site 012 red?";
  assert.match(read(["critical: 1 missing"], why), /^These facts say why/);
  assert.match(read(["at risk: 10 of 14 missing"], why), /^Nothing there is critical/);
  assert.match(
    read(["on track: nothing is missing"], why),
    /^Nothing there is critical or at risk/,
  );
  assert.doesNotMatch(read([], "What is late at site 012?"), /past its day/);
  assert.ok(read(["critical: 1 missing"], "Delete site 12").startsWith(NOTHING_CHANGED));
});
