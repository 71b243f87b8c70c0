// What Mermaid reads out of the compiled diagrams is what was put in: no name becomes syntax.
// Mermaid wants a document when it loads, and each test file is a world of its own.
import assert from "node:assert/strict";
import { Window } from "happy-dom";
import { plain } from "./labels.ts";
import type { Compiled } from "./model.ts";
import { HOSTILE } from "./hostile_testing.ts";
import { everyDiagram, hostileNames, recordNames } from "./records_testing.ts";

const page = new Window();
Object.assign(globalThis, { window: page, document: page.document });
const { default: mermaid } = await import("mermaid");

/** The parts of Mermaid's own state that are looked at. */
interface Database {
  getTasks?(): { task: string; startTime: Date; endTime: Date }[];
  getSections?(): string[];
  getVertices?(): Map<string, { text: string }>;
  getSubGraphs?(): { title: string }[];
  getLinks?(): unknown;
  getStates?(): Map<string, { descriptions?: string[] }>;
}

const decoded = (text: string) =>
  text.replace(/ﬂ°°(\d+)¶ß/g, (_, point: string) => String.fromCodePoint(Number(point)));

async function databaseOf(made: Compiled): Promise<Database> {
  // DOMPurify on happy-dom drops what stands before a line break (browsers keep it).
  const code = made.code.replaceAll("<br/>", BREAK);
  // Parsing is what makes Mermaid load its diagrams.
  await mermaid.parse(code);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(code);
  return db as Database;
}

const BREAK = " ¦ ";

/** Whether the shown text is the name, or its beginning where it was cut. */
function shows(text: string, name: string): boolean {
  const whole = plain(name);
  return text === whole || text.endsWith("…") && whole.startsWith(text.slice(0, -1));
}

const made = new Map([
  ...[...recordNames(), ...hostileNames()].map(([which, names]) =>
    [which, { names, diagrams: everyDiagram(names) }] as const
  ),
]);

Deno.test("the rows of a gantt chart are the items, with their names and dates", async () => {
  for (const [which, { names, diagrams }] of made) {
    const gantt = diagrams.get("gantt")!;
    if (gantt.diagramType !== "gantt") continue;
    const db = await databaseOf(gantt);
    const rows = db.getTasks!().filter(({ task }) =>
      !/^As of |\bmore items?$/.test(decoded(task).trim())
    );
    assert.ok(rows.length > 0 && rows.length <= 60, `${which}: ${rows.length} rows`);
    for (const { task, startTime, endTime } of rows) {
      const text = decoded(task).trim();
      assert.ok(names.other.some((name) => shows(text, name)), `${which}: ${text}`);
      assert.ok(
        startTime <= endTime && startTime.getUTCFullYear() >= 2025,
        `${which}: ${text} ${startTime} ${endTime}`,
      );
    }
    for (const section of db.getSections!()) {
      const text = decoded(section).trim();
      const known = ["Other", "Further phases", ...names.other];
      assert.ok(known.some((name) => shows(text, name)), `${which}: section ${text}`);
    }
    assert.equal(Object.keys(db.getLinks!() as object).length, 0, "no links");
  }
});

Deno.test("the boxes of the organisation are its names and nothing else", async () => {
  for (const [which, { names, diagrams }] of made) {
    const db = await databaseOf(diagrams.get("organisation")!);
    const known = [
      ...names.collaborators,
      ...names.sites.flatMap(({ country, name }) => [country ?? "Country not known", name]),
      names.title,
    ];
    for (const [id, { text }] of db.getVertices!()) {
      assert.match(id, /^(?:sponsor|study|k\d+|kmore|c\d+(?:s\d+)?)$/, which);
      const own = decoded(text).replace(/^Sponsor: /, "").replace(/ ¦ \d+ sites?$/, "");
      const fixed = /^(?:Sponsor not known|\d+ more (?:collaborators?|country|countries))$/;
      const shown = known.some((name) => shows(own, name)) ||
        shows(decoded(text), `Sponsor: ${plain(names.sponsor ?? "")}`);
      assert.ok(fixed.test(own) || shown, `${which}: ${JSON.stringify(own)}`);
    }
  }
});

Deno.test("states, gates and approvals have the parts that were put in", async () => {
  for (const [which, { names, diagrams }] of made) {
    const states = diagrams.get("site states")!;
    if (states.diagramType === "stateDiagram") {
      const found = (await databaseOf(states)).getStates!();
      const own = [...found.keys()].filter((id) => !id.startsWith("root"));
      assert.equal(
        own.length,
        Math.min(12, names.other.length),
        `${which}: ${JSON.stringify(own)}`,
      );
      for (const id of own) assert.match(id, /^s\d+$/, which);
    }
    for (const kind of ["design", "schedule", "delegation"]) {
      const db = await databaseOf(diagrams.get(kind)!);
      for (const id of db.getVertices!().keys()) {
        assert.match(id, /^(?:n0|all|rest|[avfod]\d+|s\d+(?:p\d+)?)$/, `${which}, ${kind}`);
      }
    }
    for (const kind of ["phase gates", "approvals"]) {
      const db = await databaseOf(diagrams.get(kind)!);
      for (const id of db.getVertices!().keys()) {
        assert.match(id, /^(?:n0|[pg]\d+|rest|c\d+(?:s\d+)?)$/, `${which}, ${kind}`);
      }
      for (const { title } of db.getSubGraphs!()) {
        const text = decoded(title);
        const countries = names.sites.map(({ country }) => country ?? "Country not known");
        assert.ok(
          /^\d+ other countr(?:y|ies)$/.test(text) || countries.some((name) => shows(text, name)),
          `${which}: ${text}`,
        );
      }
    }
  }
  assert.ok(HOSTILE.length > 60);
});
