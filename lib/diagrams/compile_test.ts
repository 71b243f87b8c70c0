// Every diagram of every record and of hostile names parses, and says in words what it shows.
import assert from "node:assert/strict";
import { compileApprovals } from "./approvals.ts";
import { compileDelegation } from "./delegation.ts";
import { compileDesign } from "./design.ts";
import { compileGantt } from "./gantt.ts";
import { label, plain } from "./labels.ts";
import type { GanttItem } from "./model.ts";
import { HOSTILE } from "./hostile_testing.ts";
import { compileOrganisation } from "./organisation.ts";
import { compilePhaseGates } from "./phase_gates.ts";
import {
  everyDiagram,
  hostileNames,
  type Names,
  noRecords,
  recordNames,
} from "./records_testing.ts";
import { compileSchedule, longestDays } from "./schedule.ts";
import { compileSiteStates } from "./site_states.ts";
import { createValidator, MAX_CODE } from "./validate.ts";

async function allParse(names: Map<string, Names>): Promise<number> {
  const validator = createValidator({ deadline: 30_000, queue: 1000 });
  let parsed = 0;
  const wrong: string[] = [];
  try {
    for (const [which, from] of names) {
      for (const [kind, { code, diagramType, title, alt }] of everyDiagram(from)) {
        const at = `${which}, ${kind}`;
        const verdict = await validator.validate(code);
        parsed++;
        if (!verdict.ok) wrong.push(`${at}: ${verdict.message}\n${code.slice(0, 2000)}`);
        else if (verdict.diagramType !== diagramType) wrong.push(`${at}: ${verdict.diagramType}`);
        if (code.length > MAX_CODE) wrong.push(`${at}: ${code.length} characters`);
        if (!alt.startsWith(title) || /[\n\r]/.test(alt)) wrong.push(`${at}: alt ${alt}`);
      }
    }
  } finally {
    validator.close();
  }
  assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} of ${parsed}`);
  return parsed;
}

Deno.test("every diagram of every registry record parses", { ignore: noRecords }, async () => {
  const records = recordNames();
  assert.ok(records.size >= 23);
  assert.ok(await allParse(records) >= records.size * 11);
});

Deno.test("every diagram of hostile names parses", async () => {
  await allParse(hostileNames());
});

Deno.test("a label gives its characters back, and none that a lexer would act on", () => {
  const decode = (text: string) =>
    text.replace(/#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));
  for (const name of HOSTILE) {
    const whole = plain(name);
    const shown = decode(label(name, 10_000));
    assert.equal(shown, whole);
    assert.doesNotMatch(label(name).replace(/#\d+;/g, ""), /["#;:<>[\]{}`%|*_~\\&@$=\n\r]/);
    assert.ok([...decode(label(name))].length <= 60);
  }
  assert.equal(label("St. Mary's Hospital (Köln), 東京"), "St. Mary's Hospital (Köln), 東京");
});

const item = (id: string, more: Partial<GanttItem> = {}): GanttItem => ({
  id,
  name: id,
  kind: "task",
  section: "Start-up",
  startOn: "2026-01-05",
  finishOn: "2026-01-09",
  done: false,
  critical: false,
  ...more,
});

Deno.test("a gantt chart marks what is critical and done, and says what has no dates", () => {
  const made = compileGantt({
    title: "Plan",
    asOf: "2026-01-07",
    items: [
      item("Contract", { done: true }),
      item("Approval", {
        kind: "milestone",
        critical: true,
        startOn: "2026-02-02",
        finishOn: "2026-02-02",
      }),
      item("Visit", { startOn: null, finishOn: null }),
    ],
  });
  assert.deepEqual(made.code.split("\n").slice(5), [
    "  As of 7 Jan 2026 :vert, asof, 2026-01-07, 0d",
    "  section Start-up",
    "  Contract :done, i1, 2026-01-05, 2026-01-09",
    "  Approval :crit, milestone, i2, 2026-02-02, 0d",
  ]);
  assert.equal(
    made.alt,
    "Plan: 2 items from 5 Jan 2026 to 2 Feb 2026. As of 7 Jan 2026. " +
      "Start-up — Contract: 5 Jan 2026 to 9 Jan 2026, done; Approval: 2 Feb 2026, critical. " +
      "Without dates: Visit.",
  );
  assert.deepEqual(made.sourceRefs, ["Contract", "Approval", "Visit"]);
});

Deno.test("a large plan keeps what is critical and folds the rest, and says how much", () => {
  const items = Array.from(
    { length: 500 },
    (_, i) => item(`t${i}`, { section: `Phase ${i % 4}`, critical: i % 50 === 49 }),
  );
  const { code, alt, sourceRefs } = compileGantt({ title: "Plan", items, asOf: null });
  for (let i = 49; i < 500; i += 50) assert.ok(code.includes(`  t${i} :crit`));
  const folded = [...code.matchAll(/and \d+ more items :/g)];
  assert.ok(folded.length >= 4);
  assert.ok(code.split("\n").length < 80);
  assert.equal([...alt.matchAll(/(\d+) more items/g)].reduce((n, m) => n + Number(m[1]), 0), 440);
  assert.equal(sourceRefs.length, 500);
});

Deno.test("many sites are counted by country, few stand each for itself", () => {
  const study = { id: "s", name: "Study" };
  const country = (id: string, sites: number) => ({
    id,
    name: id,
    sites: Array.from({ length: sites }, (_, i) => ({ id: `${id}${i}`, name: `${id} site ${i}` })),
  });
  const few = compileOrganisation({
    title: "Organisation",
    study,
    sponsor: null,
    collaborators: [],
    countries: [country("Spain", 2), { ...country("X", 1), name: null }],
  });
  assert.match(few.code, /"Spain site 1"/);
  assert.match(
    few.alt,
    /Sponsor not known\. No collaborators are recorded\. Spain: Spain site 0 and/,
  );
  assert.match(few.alt, /Country not known: X site 0\./);
  const many = compileOrganisation({
    title: "Organisation",
    study,
    sponsor: { id: "p", name: "Acme" },
    collaborators: [{ id: "k", name: "Beta" }],
    countries: Array.from({ length: 40 }, (_, i) => country(`Land ${i}`, 40 - i)),
  });
  assert.match(many.code, /"Land 0<br\/>40 sites"/);
  assert.match(many.code, /"11 more countries<br\/>66 sites"/);
  assert.match(many.alt, /820 sites, counted by country: Land 0 40, .*11 more countries \(Land 29/);
  assert.equal(many.sourceRefs.length, 3 + 40 + 820);
});

Deno.test("states of sites are counted, and unknown ways are left out", () => {
  const made = compileSiteStates({
    title: "Sites",
    states: [
      { id: "a", name: "Identified", siteIds: ["1", "2"] },
      { id: "b", name: "Activated", siteIds: ["3"] },
    ],
    transitions: [{ from: "a", to: "b" }, { from: "b", to: "nowhere" }],
  });
  assert.match(made.code, /state "Identified#58; 2 sites" as s0\n {2}state "Activated#58; 1 site"/);
  assert.equal(
    made.alt,
    "Sites: 3 sites; by state: Identified 2 and Activated 1. Ways: Identified to Activated.",
  );
  assert.deepEqual(made.sourceRefs, ["1", "2", "3"]);
});

Deno.test("approvals beyond eight countries are added up step by step", () => {
  const made = compileApprovals({
    title: "Approvals",
    countries: Array.from({ length: 20 }, (_, i) => ({
      id: `c${i}`,
      name: `Land ${i}`,
      steps: [{
        id: `e${i}`,
        name: "Ethics",
        state: i % 2 === 0 ? "done" as const : "waiting" as const,
        on: i % 2 === 0 ? "2026-03-01" : null,
        sites: { done: i, of: 20 },
      }],
    })),
  });
  assert.match(made.alt, /Land 0 — Ethics: done 1 Mar 2026, 0 of 20 sites\./);
  assert.match(made.alt, /13 other countries \(Land 7, .*\) — Ethics: done in 6 of 13 countries\./);
  assert.match(made.code, /done in 6 of 13 countries/);
});

Deno.test("gates say what they wait for", () => {
  const made = compilePhaseGates({
    title: "Gates",
    phases: [
      {
        id: "p1",
        name: "Start-up",
        state: "current",
        gate: {
          id: "g1",
          name: "Go",
          state: "open",
          on: "2026-05-01",
          missing: ["Contract", "Insurance"],
        },
      },
      { id: "p2", name: "Conduct", state: "ahead", gate: null },
    ],
  });
  assert.equal(
    made.alt,
    "Gates: Start-up (now), then gate Go: open, planned 1 May 2026, waits for Contract and " +
      "Insurance. Conduct (ahead).",
  );
  assert.match(made.code, /p0 --> g0\n {2}g0 --> p1$/);
});

Deno.test("arms are joined with what is given in them; many are drawn as one box a type", () => {
  const rows = (n: number, name: string) =>
    Array.from({ length: n }, (_, i) => ({
      ...{ id: `${name}${i}`, name: `${name} ${i}`, type: i % 2 === 0 ? "Drug" : null },
    }));
  const few = compileDesign({
    ...{ title: "Design", arms: rows(2, "arm"), interventions: rows(3, "drug") },
    links: [{ from: "arm0", to: "drug1" }, { from: "arm0", to: "drug2" }, {
      from: "arm1",
      to: "x",
    }],
  });
  assert.match(few.code, /a0\["arm 0<br\/>Drug"\]/);
  assert.deepEqual([...few.code.matchAll(/(\w+) --> (\w+)/g)].map(([way]) => way), [
    "a0 --> v1",
    "a0 --> v2",
  ]);
  assert.equal(
    few.alt,
    "Design: 2 arms, 3 interventions. arm 0 (Drug): drug 1 and drug 2; arm 1: no intervention is " +
      "recorded. In no arm: drug 0 (Drug).",
  );
  const many = compileDesign({
    ...{ title: "Design", arms: rows(17, "arm"), interventions: rows(40, "drug") },
    links: rows(17, "arm").map(({ id }, i) => ({ from: id, to: `drug${i * 2}` })),
  });
  assert.match(many.code, /a0\["Drug<br\/>9 arms"\]/);
  assert.match(many.code, /v0\["Drug<br\/>20 interventions"\]/);
  assert.equal(many.sourceRefs.length, 57);
});

Deno.test("time frames stand in the order of the longest time that each names", () => {
  assert.deepEqual(
    ["Baseline", "Day 1 to Week 12", "up to 24 months", "48-hour", "until death"].map(longestDays)
      .map((days) => days && Math.round(days)),
    [0, 84, 731, 2, null],
  );
  const outcome = (id: string, kind: "PRIMARY" | "SECONDARY") => ({ id, name: id, kind });
  const made = compileSchedule({
    title: "Schedule",
    frames: [
      { name: null, outcomes: [outcome("Mood", "SECONDARY")] },
      { name: "1 year", outcomes: [outcome("Death", "PRIMARY"), outcome("Pain", "SECONDARY")] },
      { name: "Week 4", outcomes: [outcome("Sleep", "SECONDARY")] },
    ],
  });
  assert.equal(
    made.alt,
    "Schedule: 4 outcomes in 3 time frames. Week 4 (1 secondary); 1 year (1 primary and 1 " +
      "secondary: Death); no time frame (1 secondary).",
  );
});

Deno.test("people are drawn one by one, then by site, then by duty", () => {
  const made = (sites: number, each: number) =>
    compileDelegation({
      title: "Delegation",
      sites: Array.from({ length: sites }, (_, i) => ({
        ...{ id: `s${i}`, name: `Site ${i}` },
        people: Array.from({ length: each }, (_, j) => ({
          ...{ id: `s${i}p${j}`, name: `Person ${j}`, role: "Nurse" },
          duties: j === 0 ? ["Consent"] : [],
        })),
      })),
    });
  assert.match(made(2, 3).code, /s0p1\["Person 1<br\/>Nurse<br\/>no duty delegated"\]:::none/);
  assert.match(
    made(12, 3).code,
    /s11\["Site 11<br\/>3 people, 1 with a duty, 2 without"\]/,
  );
  const many = made(400, 3);
  assert.match(many.code, /d0\["Consent<br\/>400 people at 400 sites"\]/);
  assert.match(many.alt, /1200 people, 400 with a duty, 800 without, at 400 sites/);
  assert.equal(many.sourceRefs.length, 1200);
});

Deno.test("nothing to show is said, not drawn as an empty chart", () => {
  const none = [
    compileGantt({ title: "T", items: [], asOf: null }),
    compileGantt({ title: "T", items: [item("a", { startOn: null })], asOf: null }),
    compilePhaseGates({ title: "T", phases: [] }),
    compileSiteStates({ title: "T", states: [], transitions: [] }),
    compileApprovals({ title: "T", countries: [] }),
    compileDesign({ title: "T", arms: [], interventions: [], links: [] }),
    compileSchedule({ title: "T", frames: [] }),
    compileDelegation({ title: "T", sites: [] }),
  ];
  for (const { alt, diagramType } of none) {
    assert.equal(diagramType, "flowchart-v2");
    assert.match(alt, /^T: (No|Nobody|Nothing) /);
  }
});
