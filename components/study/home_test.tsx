import assert from "node:assert/strict";
import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import type { ProjectActions } from "@/lib/actions/model.ts";
import { toAction } from "@/lib/actions/view.ts";
import type { ProjectPage } from "@/lib/projects/model.ts";
import { Shell } from "../shell.tsx";
import { studyPage } from "../testing.ts";
import { StudyHome } from "./home.tsx";
import { StudyRecord } from "./record.tsx";

const AS_OF = "2027-07-01T08:00:00.000Z";

const DOING: ProjectActions = {
  today: "2027-07-01",
  counts: { all: 7, mine: 1, today: 1, later: 0 },
  mayPutOff: true,
  actions: [toAction({
    rule: "estimated_date_passed",
    severity: "risk",
    projectId: "00000000-0000-4000-8000-000000000001",
    subject: { kind: "study_date", id: "d1", label: "PRIMARY_COMPLETION" },
    facts: { kind: "PRIMARY_COMPLETION", value: "2027-06" },
    evidence: [],
    owner: null,
    dueOn: "2027-06-30",
    sinceOn: "2027-07-01",
    ageDays: 0,
    href: "/projects/p/import",
    mine: true,
    may: true,
    putOff: null,
  })],
};

const BRIEF = {
  ...{ persona: "trialCoordinator" as const, asOf: AS_OF, zone: "Europe/London" },
  sentences: [[{ text: "2 critical", href: "?view=all" }, ", none of them yours."]],
};

function shell(page: ProjectPage, children: ComponentChildren): string {
  const { project } = page;
  return renderToString(
    <Shell
      user={{ name: "Ada Rennick", email: "ada@example.org" }}
      here="/projects"
      section="home"
      study={project}
      crumbs={[{ label: project.name }]}
    >
      {children}
    </Shell>,
  );
}

const render = (page: ProjectPage, proof: string | null = null) =>
  shell(
    page,
    <StudyHome
      {...{ page, proof, doing: DOING, view: null, asOf: AS_OF, proven: null, arranging: false }}
      dashboard={{ widgets: [], may: true }}
      brief={BRIEF}
      choosingBrief={false}
    />,
  );
const record = (page: ProjectPage, proof: string | null = null) =>
  shell(page, <StudyRecord page={page} asOf={AS_OF} proof={proof} all={false} />);

const count = (html: string, part: RegExp) => html.match(part)?.length ?? 0;

Deno.test("a study is one page with one title, its landmarks, and nothing that a strict policy drops", () => {
  for (const html of [render(studyPage()), record(studyPage())]) {
    assert.equal(count(html, /<h1/g), 1);
    assert.equal(count(html, /<main/g), 1);
    assert.ok(html.includes('href="#main"'), "skip link");
    assert.equal(count(html, / style=| on[a-z]+=/g), 0);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    assert.equal(new Set(ids).size, ids.length, "ids are unique");
  }
});

Deno.test("what is due comes first, what is not known is said, what is not confirmed is dashed", () => {
  const html = render(studyPage());
  assert.ok(html.includes("Check the date of primary completion"));
  assert.ok(html.includes("Jun 2027, still estimated") && html.includes(">6 more<"));
  assert.ok(html.indexOf("What needs doing") < html.indexOf("Dashboard"));
  assert.ok(record(studyPage()).includes("when the study starts."));
  assert.match(html, /<li class="fc"><b>Primary completion/);
});

Deno.test("a proof is opened by the address, and texts are escaped in it", () => {
  const page = studyPage({ name: "<b>x</b>" });
  assert.ok(!render(page).includes("<b>x</b>"));
  assert.ok(!record(page).includes("<b>x</b>"));
  assert.match(record(page, "targetEnrollment"), /<dialog open class="drawer" id="proof"/);
  assert.ok(!render(page, "nothing").includes('id="proof"'));
});
