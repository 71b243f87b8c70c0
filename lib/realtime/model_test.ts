import assert from "node:assert/strict";
import { entityOf, parseAnnouncement } from "./model.ts";

Deno.test("an entity is the name of its table, the last word singular", () => {
  const names = {
    projects: "project",
    org_members: "org_member",
    eligibility_criteria: "eligibility_criterion",
    study_dates: "study_date",
    deviations: "deviation",
    dependencies: "dependency",
    budget_lines: "budget_line",
    analyses: "analysis",
    site_staff: "site_staff",
    branches: "branch",
    checklist_items: "checklist_item",
    status: "status",
  };
  for (const [table, entity] of Object.entries(names)) assert.equal(entityOf(table), entity);
});

Deno.test("an announcement is read as private.record writes it, anything else is nothing", () => {
  const [org, project] = [crypto.randomUUID(), crypto.randomUUID()];
  assert.deepEqual(parseAnnouncement(`${org}:${project}:12`), { org, project, seq: 12 });
  assert.deepEqual(parseAnnouncement(`${org}::12`), { org, project: null, seq: 12 });
  for (const bad of ["", "x", `${org}:${project}`, `${org}:${project}:x`, `::1`]) {
    assert.equal(parseAnnouncement(bad), null);
  }
});
