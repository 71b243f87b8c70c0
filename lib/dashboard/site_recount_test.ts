// Figures of one site against a plain recount of its rows.
import assert from "node:assert/strict";
import { recount } from "@/lib/enrollment/recount_testing.ts";
import { seeded } from "@/lib/enrollment/recount_testing.ts";
import { projectActionsIn } from "@/lib/actions/service.ts";
import { insert } from "@/tests/tables/rows.ts";
import { onBoth, type World } from "@/tests/people.ts";
import { readEntry } from "./entry_testing.ts";
import { addDays, type Facts, randomStudy, type Row, TODAY } from "./random_testing.ts";
import { data } from "./recount_testing.ts";

const NAMES = ["facts", "gate", "staff", "delegations", "training", "enrollment"];
const RECORDS = ["documents", "consent", "deviations", "capas", "tasks", "indicators"];
const TOPICS = ["gcp", "protocol", "device"];

/** People with duties and trainings, and tasks, at every site. */
async function people({ db }: World, { person, org, project, days }: Facts, seed: number) {
  const random = seeded(seed * 31 + 7);
  const place = { org_id: org, project_id: project };
  const made: Record<"staff" | "duties" | "trainings" | "tasks", Row[]> = {
    ...{ staff: [], duties: [], trainings: [], tasks: [] },
  };
  const near = (before: number, after: number) =>
    addDays(TODAY, random.below(before + after) - before);
  await db.asUser(person.claims, async (sql) => {
    for (const { id: site_id } of days.slice(0, 5)) {
      for (let no = random.below(4); no >= 0; no--) {
        const staff = {
          id: crypto.randomUUID(),
          site_id,
          name: `Person ${no}`,
          role: no === 0 ? "principal_investigator" : "study_nurse",
          started_on: random.chance(0.8) ? near(300, 1) : null,
          ended_on: null as string | null,
        };
        if (random.chance(0.2)) staff.ended_on = addDays(staff.started_on ?? TODAY, 20);
        made.staff.push(staff);
        await insert(sql, "site_staff", { ...place, ...staff });
        for (const topic of TOPICS.filter(() => random.chance(0.7))) {
          const completed = near(300, 1);
          const training = {
            id: crypto.randomUUID(),
            staff_id: staff.id,
            topic,
            completed_on: completed,
            expires_on: random.chance(0.7) ? addDays(completed, random.below(500)) : null,
          };
          made.trainings.push(training);
          await insert(sql, "trainings", { ...place, ...training });
        }
        if (random.chance(0.7)) {
          const duty = {
            id: crypto.randomUUID(),
            staff_id: staff.id,
            duty: "Consent",
            delegated_on: near(200, 1),
            ended_on: null,
          };
          made.duties.push(duty);
          await insert(sql, "delegations", { ...place, ...duty });
        }
      }
      const task = {
        id: crypto.randomUUID(),
        site_id,
        title: `At ${site_id.slice(0, 4)}`,
        planned_start: near(60, 60),
        duration_days: 3,
        calendar: "calendar",
        actual_finish: random.chance(0.3) ? near(30, 1) : null,
      };
      made.tasks.push(task);
      await insert(sql, "tasks", { ...place, ...task });
    }
  });
  return made;
}

const some = (value: unknown) => typeof value === "string" ? value : null;
const now = (row: Row, from: string, until: string) =>
  (some(row[from]) ?? TODAY) <= TODAY && (some(row[until]) ?? TODAY) >= TODAY;

function peopleOf(made: Awaited<ReturnType<typeof people>>, site: string) {
  const staff = made.staff.filter((row) => row.site_id === site);
  const there = new Set(
    staff.filter((row) => (some(row.ended_on) ?? TODAY) >= TODAY).map((row) => row.id),
  );
  const trainings = made.trainings.filter((row) => there.has(String(row.staff_id)));
  const current = (id: unknown, topic: string) =>
    trainings.some((row) =>
      row.staff_id === id && row.topic === topic && (some(row.expires_on) ?? TODAY) >= TODAY
    );
  const duties = made.duties.filter((row) => staff.some((one) => one.id === row.staff_id));
  const bare = duties.filter((row) =>
    staff.some((one) => one.id === row.staff_id && now(one, "started_on", "ended_on")) &&
    !(current(row.staff_id, "gcp") && current(row.staff_id, "protocol"))
  );
  return { staff, trainings, duties, bare };
}

onBoth("each figure of a site is what a recount of its rows finds", async (world) => {
  for (const seed of [1, 2]) {
    const facts = await randomStudy(world, seed);
    const { person, project, rows, days, enrollment } = facts;
    const made = await people(world, facts, seed);
    const ctx = { db: world.db, claims: person.claims, reason: null };
    for (const { id: siteId } of days.slice(0, 6)) {
      const wanted = [...NAMES, ...RECORDS].map((name) => {
        const takes = ["facts", "gate", "enrollment", "indicators"].includes(name)
          ? {}
          : { limit: 50 };
        return {
          key: `site.${name}`,
          params: { siteId, ...takes, ...(name === "enrollment" ? { days: 90 } : {}) },
        };
      });
      const all = await readEntry(ctx, project, wanted, TODAY);
      const shown = (name: string) => all.find((one) => one.catalogKey === `site.${name}`)!;
      const rowsOf = (name: string) => data(shown(name), "table").rows;

      const own = days.find((one) => one.id === siteId)!;
      const told = Object.fromEntries(rowsOf("facts").map((row) => [row.name, row.cells[0]]));
      assert.equal(told.Selected, own.selected_on);
      assert.equal(told.Activated, own.activated_on);
      const gates = await world.db.asUser(
        person.claims,
        (sql) =>
          sql<
            { held: boolean }[]
          >`select held from private.gate_requirements(${project}, ${siteId})`,
      );
      assert.equal(rowsOf("gate").length, gates.length);
      assert.equal(
        rowsOf("gate").filter((row) => row.cells[0] === "held" || row.cells[0] === "waived").length,
        gates.filter((gate) => gate.held).length,
      );

      const { staff, trainings, duties, bare } = peopleOf(made, siteId);
      assert.deepEqual(
        rowsOf("staff").map((row) => row.name).sort(),
        staff.map((row) => String(row.name)).sort(),
      );
      assert.equal(rowsOf("training").length, trainings.length);
      const over = trainings.filter((row) =>
        some(row.expires_on) !== null && some(row.expires_on)! < TODAY
      ).length;
      if (trainings.length > 0 && over > 0) {
        assert.ok(shown("training").reason!.startsWith(`${over} over`));
      }
      assert.equal(rowsOf("delegations").length, duties.length);
      assert.equal(
        shown("delegations").status,
        duties.length === 0 ? "unknown" : bare.length > 0 ? "critical" : "on-track",
      );

      const counts = recount(
        enrollment.sites.filter((one) => one.id === siteId),
        enrollment.snapshots,
        TODAY,
      ).counts;
      const before = recount(
        enrollment.sites.filter((one) => one.id === siteId),
        enrollment.snapshots,
        addDays(TODAY, -90),
      ).counts;
      const enrolled = rowsOf("enrollment").find((row) => row.name === "Enrolled");
      assert.deepEqual(
        enrolled?.cells.slice(0, 4) ?? [null, null, before.enrolled.n, before.enrolled.newest],
        [counts.enrolled.n, counts.enrolled.newest, before.enrolled.n, before.enrolled.newest],
      );

      const found = rows.deviations.filter((row) => row.site_id === siteId);
      assert.equal(rowsOf("deviations").length, found.length);
      const late = found.filter((row) =>
        row.resolved_on === null && row.due_on !== null && String(row.due_on) < TODAY
      ).length;
      assert.equal(
        rowsOf("deviations").filter((row) =>
          row.cells[5] === "overdue"
        ).length,
        late,
      );
      assert.equal(
        rowsOf("tasks").length,
        made.tasks.filter((row) => row.site_id === siteId).length,
      );
      const values = rows.kri_values.filter((row) => row.site_id === siteId);
      assert.equal(rowsOf("indicators").length, new Set(values.map((row) => row.kri_id)).size);
      const papers = await world.db.asUser(person.claims, (sql) =>
        sql<
          { state: string }[]
        >`select state from private.expected_documents(private.project_days(array[${project}::uuid], ${TODAY}))
          where site_id = ${siteId}::uuid`);
      assert.equal(
        rowsOf("documents").filter((row) => row.cells[0] === "site").length,
        papers.length,
      );

      // What needs doing there: every action that names one of its rows, and no other.
      const [here, everywhere] = await world.db.asUser(person.claims, (sql) =>
        Promise.all([
          projectActionsIn(sql, project, { view: "all", size: 1000, siteId }),
          projectActionsIn(sql, project, { view: "all", size: 1000 }),
        ]));
      const ids = new Set([
        siteId,
        ...staff.map((row) => row.id),
        ...found.map((row) => row.id),
        ...made.tasks.filter((row) => row.site_id === siteId).map((row) => row.id),
        ...rows.documents.filter((row) => row.site_id === siteId).map((row) => row.id),
      ]);
      const mine = everywhere!.actions.filter((one) =>
        ids.has(one.subject.id) || one.evidence.some(({ id }) => ids.has(id))
      );
      const key = (one: { rule: string; subject: { id: string } }) =>
        `${one.rule} ${one.subject.id}`;
      const got = new Set(here!.actions.map(key));
      for (const one of mine) assert.ok(got.has(key(one)), key(one));
      const others = days.filter((one) => one.id !== siteId).map((one) => one.id);
      for (const { subject, rule, evidence } of here!.actions) {
        assert.ok(!others.includes(subject.id), rule);
        if (["kri_red_two_periods", "document_missing_for_gate"].includes(rule)) continue;
        assert.ok(ids.has(subject.id) || evidence.some(({ id }) => ids.has(id)), rule);
      }
    }
  }
});
