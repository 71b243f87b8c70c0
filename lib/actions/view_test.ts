import assert from "node:assert/strict";
import { toAction } from "./view.ts";

const doc = (rule: string, kind: string) => ({
  rule,
  severity: "crit",
  subject: { kind, id: "s", label: "Database lock" },
  facts: { days: 3 },
  evidence: [],
  href: "/projects/p/plan",
});

Deno.test("an action about one item of the plan opens it, one about the plan opens the plan", () => {
  assert.equal(toAction(doc("task_overdue", "task")).href, "/projects/p/plan?item=s");
  assert.equal(toAction(doc("milestone_overdue", "milestone")).href, "/projects/p/plan?item=s");
  assert.equal(toAction(doc("critical_path_slip", "baseline")).href, "/projects/p/plan");
});

Deno.test("what is about a document, a consent form or an action on quality opens its page", () => {
  const at = (rule: string, kind: string, evidence: object[], page: string) =>
    toAction({ ...doc(rule, kind), evidence, href: `/projects/p/${page}` }).href;
  const evidence = [{ kind: "document", id: "d", label: "CV" }];
  assert.equal(
    at("approval_pending", "document_version", evidence, "documents"),
    "/projects/p/documents/d",
  );
  assert.equal(
    at("consent_superseded_in_use", "document_use", [], "documents"),
    "/projects/p/documents/consent",
  );
  assert.equal(
    at("documents_unconfirmed", "project", [], "documents"),
    "/projects/p/documents/requirements",
  );
  assert.equal(at("capa_overdue", "capa", [], "quality"), "/projects/p/quality/capas/s");
  assert.equal(at("risk_high_unreviewed", "risk", [], "quality"), "/projects/p/quality?risk=s");
  assert.equal(
    at("deviation_overdue", "deviation", [], "quality"),
    "/projects/p/quality?view=deviations&deviation=s",
  );
  assert.equal(at("budget_variance", "budget_line", [], "budget"), "/projects/p/budget?line=s");
  const limit = [{ kind: "qtl", id: "s" }, { kind: "kri", id: "k" }];
  assert.equal(
    at("qtl_breach", "qtl", limit, "quality"),
    "/projects/p/quality?view=indicators&kri=k",
  );
  assert.equal(at("risks_unconfirmed", "project", [], "quality"), "/projects/p/quality");
  assert.equal(at("document_missing_for_gate", "site", evidence, "sites/s"), "/projects/p/sites/s");
});
