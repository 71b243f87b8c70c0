// What the coordinator's documents say of plan, people and quality of each record of the registry,
// against the record itself and plain counts of rows.
import assert from "node:assert/strict";
import { dateWords, enumWords } from "@/lib/projects/words.ts";
import type { Skeleton } from "../model.ts";
import { documentOf, onRecords, type RecordStudy } from "../records_testing.ts";

const factsOf = ({ sections }: Skeleton) => sections.flatMap(({ facts }) => facts);
/** What facts with this label say, in order. */
const valuesOf = (tab: Skeleton, label: string) =>
  factsOf(tab).filter((fact) => fact.label === label).map(({ value }) => String(value));
const num = (n: number) => n.toLocaleString("en-US");

interface TaskRow {
  phase: string | null;
  started: boolean;
  done: boolean;
  owner: string | null;
}

const tasksOf = ({ ctx, projectId }: RecordStudy) =>
  ctx.db.asUser(ctx.claims, (sql) =>
    sql<TaskRow[]>`
      select phase, actual_start is not null as started, actual_finish is not null as done, owner_id as owner
      from public.tasks where project_id = ${projectId}::uuid`);

onRecords("the general document says status, target and sites of the record", async (study) => {
  const { section, file } = study;
  const tab = (await documentOf(study, "general"))!;
  const said = valuesOf(tab, "In short").join(" ");
  const status = section.statusModule?.overallStatus;
  const words = status ? enumWords(status).toLowerCase() : "of a status that is not known";
  assert.ok(said.includes(` is ${words}.`), `${file}: ${said}`);
  const target = section.designModule?.enrollmentInfo?.count;
  assert.equal(said.includes("; the target is "), target !== undefined, file);
  if (target !== undefined) assert.ok(said.includes(`the target is ${num(target)}.`), said);
  const sites = section.contactsLocationsModule?.locations?.length ?? 0;
  assert.ok(said.includes(`0 of ${num(sites)} site`), `${file}: ${said}`);
  assert.match(valuesOf(tab, "Active sites")[0]!, new RegExp(`^0; of ${num(sites)};`), file);
  assert.match(valuesOf(tab, "Enrolled")[0]!, /^(unknown|over): /);
});

const MILESTONES = [
  ["First participant in", "startDateStruct"],
  ["Primary completion (last participant, primary outcome)", "primaryCompletionDateStruct"],
  ["Study completion (last participant, last visit)", "completionDateStruct"],
] as const;

onRecords("milestones have the dates of the record, and none that nobody gave", async (study) => {
  const { section, file } = study;
  const tab = (await documentOf(study, "trialTimeline"))!;
  const today = new Date().toISOString().slice(0, 10);
  for (const [title, field] of MILESTONES) {
    const given = section.statusModule?.[field];
    const [said] = valuesOf(tab, `Milestones against the baseline: ${title}`);
    const known = given !== undefined && given.date.length > 4;
    assert.equal(
      /Planned: ([^;]+)/.exec(said!)?.[1],
      known ? dateWords({ value: given.date }) : undefined,
      file,
    );
    const reached = known && given.type === "ACTUAL" && given.date <= today;
    assert.equal(said!.includes("State: reached"), reached, `${file}: ${said}`);
    assert.ok(!said!.includes("Baseline:"), said);
  }
  assert.match(valuesOf(tab, "End against baseline")[0]!, /^unknown: no baseline/);
});

onRecords("tasks are counted by phase and owner as the rows are", async (study) => {
  const rows = await tasksOf(study);
  const tab = (await documentOf(study, "taskChecklists"))!;
  const phases = { "Start-up": "start_up", Recruitment: "recruitment", Conduct: "conduct" };
  for (const [label, phase] of Object.entries(phases)) {
    const own = rows.filter((row) => row.phase === phase);
    const [said = ""] = valuesOf(tab, `Tasks by phase: ${label}`);
    const n = (name: string) => Number(new RegExp(`${name}: (\\d+)`).exec(said)?.[1]);
    const done = own.filter((row) => row.done).length;
    const running = own.filter((row) => row.started && !row.done).length;
    const counts = [n("Tasks"), n("Done"), n("In progress"), n("Not started")];
    assert.deepEqual(counts, [own.length, done, running, own.length - done - running], said);
  }
  const done = rows.filter((row) => row.done).length;
  assert.match(valuesOf(tab, "Tasks done")[0]!, new RegExp(`^${done}; of ${rows.length};`));
  const team = (await documentOf(study, "teamWorkflows"))!;
  const open = rows.filter((row) => !row.done);
  const unowned = open.filter(({ owner }) => owner === null).length;
  const said = valuesOf(team, "People and their tasks: Nobody")[0];
  assert.equal(Number(/Open tasks: (\d+)/.exec(said ?? "")?.[1] ?? 0), unowned, study.file);
  assert.deepEqual(valuesOf(team, "People by role: Study manager"), ["1 person"]);
  assert.match(valuesOf(team, "Duties delegated")[0]!, /^unknown: nobody is recorded/);
});

onRecords("of a study without counts no rate is told, and each target is a gap", async (study) => {
  const tab = (await documentOf(study, "qualityMetrics"))!;
  for (const title of ["Screened to enrolled", "Screen failures", "Retention", "CAPA on time"]) {
    assert.match(valuesOf(tab, title)[0]!, /^unknown: /, study.file);
  }
  assert.match(valuesOf(tab, "Open deviations")[0]!, /^0; /);
  const gaps = tab.gaps.map(({ text }) => text).join("\n");
  for (const target of ["3 : 1", "85 %", "95 %", "10 %", "5 days", "24 hours", "100 %", "90 %"]) {
    assert.ok(gaps.includes(target), `${study.file}: ${target}`);
  }
  const schedule = (await documentOf(study, "visitSchedule"))!;
  assert.match(schedule.gaps[0]!.text + schedule.gaps[1]?.text, /no schedule of activities/);
});
