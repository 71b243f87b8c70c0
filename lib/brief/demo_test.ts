// The brief of each persona on the demo's studies: every number recounted, and what a role may not see.
import assert from "node:assert/strict";
import { readProjectActions } from "@/lib/actions/service.ts";
import { colleague, type DemoStudy, onDemo } from "@/lib/assistant/demo_testing.ts";
import { type Persona, PERSONAS } from "@/lib/assistant/model.ts";
import { readHome } from "./home.ts";
import { createProject } from "@/lib/projects/service.ts";
import { READS } from "./brief.ts";
import type { Brief } from "./model.ts";

type Ctx = DemoStudy["ctx"];

async function homeOf(ctx: Ctx, id: string, brief: Persona | null) {
  const home = await readHome(ctx, {
    id,
    view: "mine",
    size: 1,
    proof: null,
    choices: false,
    brief,
  });
  assert.ok(home.ok);
  return home.value;
}

const said = ({ sentences }: Brief) =>
  sentences.map((one) =>
    one.map((piece) => typeof piece === "string" ? piece : piece.text).join("")
      .replaceAll("\u00a0", " ")
  );
const numbers = (text: string | undefined) =>
  (text?.match(/\d[\d,]*/g) ?? []).map((one) => Number(one.replaceAll(",", "")));
const that = (sentences: string[], words: RegExp) => sentences.find((one) => words.test(one));

interface Recount {
  changes: number;
  people: number;
  from: string;
  target: number | null;
}

/** Straight from the trail, by another statement. */
async function recount({ ctx, projectId }: DemoStudy): Promise<Recount> {
  const [row] = await ctx.db.asUser(ctx.claims, (sql) =>
    sql<Recount[]>`
      with day as (select d.today - 1 as from_on, private.known_zone(coalesce(p.time_zone, o.time_zone)) as zone
        from unnest(private.project_days(array[${projectId}::uuid])) d
        join public.projects p on p.id = d.project_id join public.orgs o on o.id = p.org_id)
      select count(a.seq)::int as changes, count(distinct coalesce(a.actor::text, a.actor_kind))::int as people,
        max(day.from_on)::text as from
      from day left join public.activity a on a.project_id = ${projectId}::uuid and a.action <> 'read'
        and (a.at at time zone day.zone)::date >= day.from_on`);
  return row!;
}

/** The first study is read by all. */
let readers: readonly Persona[] = PERSONAS;
onDemo(
  "each persona's brief says what a recount says, in three to six sentences",
  async (study) => {
    const { ctx, projectId } = study;
    const all = await readProjectActions(ctx, { projectId, size: 1000 });
    assert.ok(all.ok);
    const { actions, today } = all.value;
    const trail = await recount(study);
    const of = (...severities: string[]) =>
      actions.filter((one) => severities.includes(one.severity));
    const ruled = (rule: string) => actions.filter((one) => one.rule === rule).length;
    for (const persona of readers) {
      const { brief, dashboard, page } = await homeOf(ctx, projectId, persona);
      const sentences = said(brief);
      assert.ok(sentences.length >= 3 && sentences.length <= 6, `${persona}: ${sentences.length}`);
      assert.equal(brief.persona, persona);
      const bad = of("critical", "at-risk");
      const counts = [
        of("critical").length,
        of("at-risk").length,
        bad.filter(({ mine }) => mine).length,
      ];
      const first = that(sentences, /critical|at risk\b.*First/)!;
      const next = bad.find(({ mine }) => mine) ?? actions[0];
      if (bad.length === 0) assert.match(first, /^Nothing/);
      else {
        assert.deepEqual(numbers(first.split(". First")[0]), counts.filter((n) => n > 0), first);
        assert.ok(first.includes(next!.title), first);
      }
      const facts = READS[persona];
      const due = that(sentences, /[Dd]ue by/);
      assert.equal(due !== undefined, facts.includes("due"));
      const late = actions.filter(({ dueOn }) => dueOn && dueOn <= today).length;
      if (due && late > 0) assert.equal(numbers(due.replace(/^[^:]+:/, ""))[0], late, due);
      const changed = that(sentences, /changes? since/);
      if (facts.includes("changed")) assert.equal(numbers(changed)[0], trail.changes, changed);
      const ending = that(sentences, /expired|ends? within|reviews? (is|are) due/);
      const ends = [
        "document_expired",
        "document_expiring",
        "continuing_review_due",
        "training_expiring",
      ];
      if (facts.includes("ending")) {
        const found = ends.map(ruled).filter((n) => n > 0);
        assert.deepEqual(numbers(ending).filter((n) => n !== 90), found, ending);
      }
      const enrolled = dashboard.widgets.find(({ catalogKey }) =>
        catalogKey === "enrollment.enrolled"
      );
      const counted = that(sentences, /\d enrolled /);
      if (
        enrolled?.data?.type === "kpi" && enrolled.data.value !== null &&
        facts.includes("enrollment")
      ) {
        assert.equal(numbers(counted)[0], enrolled.data.value);
        assert.ok(counted!.includes(enrolled.reason!.replaceAll("\u00a0", " ")));
      }
      const unknown = that(sentences, /^Not known/)!;
      const blanks = dashboard.widgets.filter(({ status }) => status === "unknown").length;
      if (blanks > 0) assert.equal(numbers(unknown).at(-1), blanks, unknown);
      const quality = that(sentences, /^Quality/);
      if (quality?.includes("late action")) {
        assert.ok(
          numbers(quality).includes(ruled("capa_overdue")),
        );
      }
      for (const piece of brief.sentences.flat()) {
        if (typeof piece !== "string") assert.match(piece.href, /^(\?|#dash$|\/projects\/)/);
      }
      assert.equal(page.role, "manager");
    }
    readers = ["trialCoordinator"];
  },
);

let roles = [
  ...[["auditor", "inspector"], ["cra", "craMonitor"], ["site", "trialCoordinator"]] as const,
  ["viewer", "inspector"] as const,
];
onDemo("nothing of the trail or of money is told to who may not see them", async (study) => {
  for (const [role, persona] of roles) {
    const theirs = await colleague(study, role);
    const home = await homeOf(theirs, study.projectId, null);
    assert.deepEqual([home.page.role, home.brief.persona], [role, persona]);
    assert.ok(home.brief.sentences.length >= 3, `${role}: ${said(home.brief)}`);
    const can = await theirs.db.asUser(
      theirs.claims,
      async (sql) =>
        (await sql<{ can: Record<string, string[]> }[]>`
        select public.my_permissions(${study.projectId}::uuid) -> 'can' as can`)[0]!.can,
    );
    const may = (resource: string) => can[resource]?.includes("select") ?? false;
    for (const asked of ["sponsorPM", "inspector"] as const) {
      const sentences = said((await homeOf(theirs, study.projectId, asked)).brief);
      const ofTrail = sentences.filter((one) => /since \d|Audit trail/.test(one));
      assert.equal(ofTrail.length > 0, may("activity") && asked === "inspector", role);
      if (!may("budget")) assert.equal(that(sentences, /^Budget/), undefined);
    }
  }
  roles = []; // the first study has them all
});

onDemo("of an empty study it says what is not known, and one next step", async ({ ctx, nctId }) => {
  const made = await createProject(
    { ...ctx, requestId: "test" },
    { name: `Empty ${nctId}` } as never,
  );
  assert.ok(made.ok);
  const { brief } = await homeOf(ctx, made.value.id, null);
  const sentences = said(brief);
  assert.equal(sentences.length, 3);
  assert.match(sentences[0]!, /^Not known: .*target enrollment/);
  assert.match(sentences[1]!, /^Next: Set the/);
});
