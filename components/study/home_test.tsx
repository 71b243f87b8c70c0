import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import type { ProjectPage } from "@/lib/projects/model.ts";
import { Shell } from "../shell.tsx";
import { studyPage } from "../testing.ts";
import { StudyHome } from "./home.tsx";

const AS_OF = "2027-07-01T08:00:00.000Z";

function render(page: ProjectPage, proof: string | null = null): string {
  const { project } = page;
  return renderToString(
    <Shell
      user={{ name: "Ada Rennick", email: "ada@example.org" }}
      here="/projects"
      section="home"
      study={project}
      crumbs={[{ label: project.name }]}
    >
      <StudyHome page={page} asOf={AS_OF} proof={proof} all={false} />
    </Shell>,
  );
}

const count = (html: string, part: RegExp) => html.match(part)?.length ?? 0;

Deno.test("a study is one page with one title, its landmarks, and nothing that a strict policy drops", () => {
  const html = render(studyPage());
  assert.equal(count(html, /<h1/g), 1);
  assert.equal(count(html, /<main/g), 1);
  assert.ok(html.includes('href="#main"'), "skip link");
  assert.equal(count(html, / style=| on[a-z]+=/g), 0);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  assert.equal(new Set(ids).size, ids.length, "ids are unique");
});

Deno.test("what is due comes first, what is not known is said, what is not confirmed is dashed", () => {
  const html = render(studyPage());
  assert.ok(html.includes("Check the date of primary completion"));
  assert.ok(html.indexOf("What needs doing") < html.indexOf("In figures"));
  assert.ok(html.includes("when the study starts."));
  assert.match(html, /<li class="fc"><b>Primary completion/);
});

Deno.test("a proof is opened by the address, and texts are escaped in it", () => {
  const page = studyPage({ name: "<b>x</b>" });
  assert.ok(!render(page).includes("<b>x</b>"));
  assert.match(render(page, "targetEnrollment"), /<dialog open class="drawer" id="proof"/);
  assert.ok(!render(page, "nothing").includes('id="proof"'));
});
