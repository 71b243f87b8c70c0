// Every document of the coordinator for every record of the registry: it renders with facts and
// gaps, its figures are those of a count over the record itself, its diagrams parse.
import assert from "node:assert/strict";
import { countWaits } from "@/lib/db/mod.ts";
import { validate } from "@/lib/diagrams/validate.ts";
import { dateKindWords, dateWords, enumWords } from "@/lib/projects/words.ts";
import type { Skeleton } from "../model.ts";
import { readSkeleton } from "../service.ts";
import { documentOf, onRecords, type RecordStudy } from "../records_testing.ts";
import { COORDINATOR } from "./coordinator.ts";

/** Facts of an entry by what follows its title in their labels. */
function said({ sections }: Skeleton, title: string): Map<string, string | null> {
  return new Map(
    sections.flatMap(({ facts }) => facts).filter(({ label }) => label.startsWith(`${title}: `))
      .map((
        { label, value },
      ) => [label.slice(title.length + 2), value === null ? null : `${value}`]),
  );
}
/** "Kind: Primary; Time frame: Week 16" as its parts. */
const parts = (value: string | null | undefined) =>
  new Map((value ?? "").split("; ").map((one) => one.split(/: (.*)/s) as [string, string]));
const same = (found: unknown, wanted: unknown, what: string) =>
  assert.deepEqual(found, wanted, what);

const dateOf = (value: unknown): { date?: string; type?: string } =>
  typeof value === "string" ? { date: value } : (value ?? {}) as { date?: string; type?: string };

/** Dates of the status module, as the registry names them. */
const DATES: [string, string][] = [
  ["START", "startDateStruct"],
  ["PRIMARY_COMPLETION", "primaryCompletionDateStruct"],
  ["COMPLETION", "completionDateStruct"],
  ["VERIFIED", "statusVerifiedDate"],
  ["FIRST_SUBMIT", "studyFirstSubmitDate"],
  ["FIRST_SUBMIT_QC", "studyFirstSubmitQcDate"],
  ["FIRST_POST", "studyFirstPostDateStruct"],
  ["RESULTS_FIRST_SUBMIT", "resultsFirstSubmitDate"],
  ["RESULTS_FIRST_SUBMIT_QC", "resultsFirstSubmitQcDate"],
  ["RESULTS_FIRST_POST", "resultsFirstPostDateStruct"],
  ["DISP_FIRST_SUBMIT", "dispFirstSubmitDate"],
  ["DISP_FIRST_SUBMIT_QC", "dispFirstSubmitQcDate"],
  ["DISP_FIRST_POST", "dispFirstPostDateStruct"],
  ["LAST_UPDATE_SUBMIT", "lastUpdateSubmitDate"],
  ["LAST_UPDATE_POST", "lastUpdatePostDateStruct"],
];

function identity({ section, file }: RecordStudy, tab: Skeleton) {
  const found = said(tab, "What the study is");
  const value = (name: string) => parts(found.get(name)).get("Value") ?? null;
  const { identificationModule: id, sponsorCollaboratorsModule: by, designModule: design } =
    section;
  same(value("NCT number"), id.nctId, file);
  same(value("Organisation's study id"), id.orgStudyIdInfo?.id ?? null, file);
  same(value("Acronym"), id.acronym ?? null, file);
  same(value("Sponsor"), by?.leadSponsor?.name ?? null, file);
  const { count, type } = design?.enrollmentInfo ?? {};
  same(
    value("Target enrollment"),
    count === undefined ? null : count.toLocaleString("en-US"),
    file,
  );
  same(value("Enrollment, actual or estimated"), type ? enumWords(type) : null, file);
  const status = section.statusModule?.overallStatus;
  same(value("Overall status"), status ? enumWords(status) : null, file);
  same(value("Study type"), design?.studyType ? enumWords(design.studyType) : null, file);
  const { conditions = [] } = section.conditionsModule ?? {};
  same(value("Conditions"), conditions.join(", ").split("; ")[0] || null, file);
}

function design({ section, file }: RecordStudy, tab: Skeleton) {
  const { armGroups = [], interventions = [] } = section.armsInterventionsModule ?? {};
  const arms = said(tab, "Arms");
  for (const { label, type } of armGroups.slice(0, 50)) {
    if (armGroups.filter((one) => one.label === label).length > 1) continue;
    const type_ = parts(arms.get(label)).get("Type") ?? null;
    same(type_, type ? enumWords(type) : null, `${file}: ${label}`);
  }
  same(arms.size, new Set(armGroups.slice(0, 50).map(({ label }) => label)).size, file);
  const given = said(tab, "Interventions");
  same(given.size, new Set(interventions.slice(0, 50).map(({ name }) => name)).size, file);
  for (const { name, armGroupLabels = [] } of interventions.slice(0, 50)) {
    if (interventions.filter((one) => one.name === name).length > 1) continue;
    const linked = armGroups.filter(({ label, interventionNames = [], type: _ }) =>
      armGroupLabels.includes(label) ||
      interventionNames.some((full) => full === name || full.endsWith(`: ${name}`))
    );
    same(parts(given.get(name)).get("Arms"), `${linked.length}`, `${file}: ${name}`);
  }
}

function outcomes({ section, file }: RecordStudy, tab: Skeleton, schedule: Skeleton) {
  const { primaryOutcomes = [], secondaryOutcomes = [], otherOutcomes = [] } =
    section.outcomesModule ?? {};
  const all = [
    ...primaryOutcomes.map((one) => ({ ...one, kind: "Primary" })),
    ...secondaryOutcomes.map((one) => ({ ...one, kind: "Secondary" })),
    ...otherOutcomes.map((one) => ({ ...one, kind: "Other" })),
  ];
  const kinds = said(tab, "Outcomes by kind");
  for (const [kind, list] of Object.entries(Object.groupBy(all, ({ kind }) => kind))) {
    const [n, s] = [list!.length, list!.length === 1 ? "" : "s"];
    same(kinds.get(kind), `${n} outcome${s}`, `${file}: ${kind}`);
  }
  if (all.length === 0) same(kinds.size, 0, file);
  const shown = said(tab, "Outcomes");
  for (const { measure, kind, timeFrame } of all.slice(0, 50)) {
    if (all.filter((one) => one.measure === measure).length > 1) continue;
    const value = shown.get(measure);
    assert.ok(value !== undefined, `${file}: ${measure}`);
    assert.ok(value!.startsWith(`Kind: ${kind}`), `${file}: ${value}`);
    if (timeFrame) {
      assert.ok(value!.includes(timeFrame.trim()), `${file}: ${value}, not ${timeFrame}`);
    }
  }
  const frames = said(schedule, "Outcomes by time frame");
  const by = Map.groupBy(all, ({ timeFrame }) => timeFrame?.trim() || "No time frame");
  same(frames.size, Math.min(by.size, 50), file);
  for (const [name, value] of frames) {
    const own = by.get(name);
    assert.ok(own, `${file}: ${name}`);
    const n = (kind: string) => own.filter((one) => one.kind === kind).length;
    same(
      value,
      `Primary: ${n("Primary")}; Secondary: ${n("Secondary")}; Other: ${n("Other")}`,
      `${file}: ${name}`,
    );
  }
}

function dates({ section, file }: RecordStudy, tab: Skeleton) {
  const found = said(tab, "Dates of the record");
  const status: Record<string, unknown> = section.statusModule ?? {};
  const known = DATES.map(([kind, name]) => [kind, dateOf(status[name])] as const)
    .filter(([, { date }]) => date);
  same([...found.keys()].sort(), known.map(([kind]) => dateKindWords(kind)).sort(), file);
  for (const [kind, { date, type }] of known) {
    const value = parts(found.get(dateKindWords(kind)));
    same(value.get("When"), dateWords({ value: date! }), `${file}: ${kind}`);
    same(value.get("Actual or estimated"), type?.toLowerCase(), `${file}: ${kind}`);
    same(value.get("Exact to the"), { 4: "year", 7: "month", 10: "day" }[date!.length], file);
  }
}

async function eligibility(study: RecordStudy, tab: Skeleton) {
  const { section, file, ctx, projectId } = study;
  const found = said(tab, "Who may take part");
  const says = (name: string) => parts(found.get(name)).get("Says") ?? null;
  const { sex, minimumAge = null, maximumAge = null, healthyVolunteers } =
    section.eligibilityModule ?? {};
  same(says("Sex"), sex ? enumWords(sex) : null, file);
  same([says("Minimum age"), says("Maximum age")], [minimumAge, maximumAge], file);
  const healthy = healthyVolunteers === undefined ? null : healthyVolunteers ? "Yes" : "No";
  same(says("Healthy volunteers"), healthy, file);
  const rows = await ctx.db.asUser(ctx.claims, (sql) =>
    sql<{ kind: string; text: string }[]>`
      select kind, text from public.eligibility_criteria where project_id = ${projectId}::uuid`);
  const of = (kind: string) => `${rows.filter((row) => row.kind === kind).length}`;
  same(says("Inclusion criteria"), of("INCLUSION"), file);
  same(says("Exclusion criteria"), of("EXCLUSION"), file);
  same(says("Criteria under no heading"), of("UNCLASSIFIED"), file);
  const sources = said(tab, "Where the values come from");
  const n = (what: string) => parts(sources.get(what)).get("Rows") ?? "0";
  same(n("Criteria"), `${rows.length}`, file);
  same(n("Arms"), `${section.armsInterventionsModule?.armGroups?.length ?? 0}`, file);
}

onRecords("the overview and the schedule say what the record says", async (study) => {
  const tab = (await documentOf(study, "trialOverview"))!;
  identity(study, tab);
  design(study, tab);
  outcomes(study, tab, (await documentOf(study, "visitSchedule"))!);
  dates(study, tab);
  dates(study, (await documentOf(study, "trialTimeline"))!);
  await eligibility(study, tab);
});

onRecords(
  "each document of the coordinator has facts, and says what is not known",
  async (study) => {
    for (const { type, sections } of COORDINATOR) {
      const tab = (await documentOf(study, type))!;
      const at = `${study.file}, ${type}`;
      assert.equal(tab.sections.length, sections.length, at);
      for (const { widgets, key } of tab.sections) {
        for (const { data, catalogKey } of widgets) assert.ok(data, `${at}: ${key}, ${catalogKey}`);
      }
      const facts = tab.sections.flatMap((section) => section.facts);
      assert.ok(facts.some(({ value }) => value !== null), at);
      // A full record leaves nothing of what it describes open; all else is open in a new study.
      if (type !== "trialOverview") assert.ok(tab.gaps.length > 0, at);
      for (const { text, act } of tab.gaps) {
        assert.doesNotMatch(text, /undefined|null|NaN/, at);
        if (act) assert.ok(act.href.startsWith(`/projects/${study.projectId}/`), at);
      }
      const texts = tab.gaps.map(({ section, text }) => `${section}: ${text}`);
      assert.equal(new Set(texts).size, texts.length, `${at}: a gap is said once`);
    }
  },
);

onRecords("each document of the coordinator is read in three waits", async (study) => {
  const { ctx, projectId, file } = study;
  for (const { type: tabType } of COORDINATOR) {
    const { waits } = await countWaits(() =>
      readSkeleton(ctx, { projectId, tabType, siteId: null })
    );
    assert.ok(waits <= 3, `${file}, ${tabType}: ${waits} waits`);
  }
}, 2);

onRecords("each diagram of the coordinator's documents parses", async (study) => {
  const seen = new Set<string>();
  for (const { type } of COORDINATOR) {
    for (const { widgets } of (await documentOf(study, type))!.sections) {
      for (const { data } of widgets) {
        if (data?.type !== "diagram") continue;
        const verdict = await validate(data.code);
        assert.ok(verdict.ok, `${study.file}, ${data.kind}: ${JSON.stringify(verdict)}`);
        seen.add(data.kind);
      }
    }
  }
  for (const kind of ["design", "schedule", "delegation", "gantt", "organization"]) {
    assert.ok(seen.has(kind), kind);
  }
});
