/** The rules over documents, quality and budget once more, without SQL, over the rows of a study. */
import { type Study, TODAY } from "./study_testing.ts";

type Fact = Record<string, string | number | boolean | null | undefined>;

const DAY = 86_400_000;
const left = (until: unknown) => (Date.parse(String(until)) - Date.parse(TODAY)) / DAY;
const ago = (since: unknown) => -left(since);
const over = (day: unknown) => day != null && left(day) < 0;
const text = (value: unknown) => value == null ? null : String(value);

/** `rule subject` of what these rules ask for, sorted. */
export function recountRecords(study: Study): string[] {
  const rows = (table: string) =>
    study.rows.filter(([name]) => name === table).map(([, row]) => row as Fact);
  const out: string[] = [];
  const say = (rule: string, id: unknown) => out.push(`${rule} ${id}`);
  documents(study, rows, say);
  indicators(rows, say);
  quality(study, rows, say);
  for (const line of rows("budget_lines")) money(line, rows, say);
  return out.toSorted();
}

type Rows = (table: string) => Fact[];
type Say = (rule: string, id: unknown) => void;

/** The version that is in force, by the day that it acts from. */
function inForce(versions: Fact[]): Fact | undefined {
  const acts = (one: Fact) => text(one.effective_on ?? one.approved_on);
  return versions.filter((one) =>
    one.approved_on != null && acts(one)! <= TODAY &&
    !(one.withdrawn_on != null && text(one.withdrawn_on)! <= TODAY)
  ).toSorted((a, b) => acts(a)! < acts(b)! ? 1 : -1)[0];
}

function documents(study: Study, rows: Rows, say: Say) {
  const ended = ["COMPLETED", "TERMINATED", "WITHDRAWN"].includes(String(study.project.status));
  const site = (id: unknown) => rows("sites").find((one) => one.id === id);
  const versionsOf = (id: unknown) =>
    rows("document_versions").filter((one) => one.document_id === id);
  for (const document of rows("documents")) {
    const versions = versionsOf(document.id);
    const held = inForce(versions);
    const days = held?.expires_on == null ? null : left(held.expires_on);
    if (days !== null && days <= 90 && !ended && site(document.site_id)?.closed_on == null) {
      const review = document.kind === "ethics_approval" && days <= 60;
      say(
        days < 0 ? "document_expired" : review ? "continuing_review_due" : "document_expiring",
        document.id,
      );
    }
    for (const version of versions) {
      if (version.approved_on != null || version.withdrawn_on != null) continue;
      if (version.dated_on != null && ago(version.dated_on) > 3) {
        say("approval_pending", version.id);
      }
    }
    for (const use of rows("document_uses")) {
      const used = versions.find((one) => one.id === use.version_id);
      if (!used || document.kind !== "consent_form" || !held || used.id === held.id) continue;
      const now = use.used_from != null && ago(use.used_from) >= 0 &&
        (use.used_until == null || left(use.used_until) >= 0);
      const was = used.approved_on != null;
      if (now && was && site(use.site_id)?.closed_on == null) {
        say("consent_superseded_in_use", use.id);
      }
    }
  }
  const lacking = (rule: Fact, place: Fact) =>
    !rows("documents").some((one) =>
      one.requirement_id === rule.id && one.site_id === place.id && inForce(versionsOf(one.id))
    ) && !rows("document_waivers").some((one) =>
      one.requirement_id === rule.id && one.site_id === place.id
    );
  const asked = rows("document_requirements").filter((one) => one.state === "confirmed");
  for (const place of rows("sites")) {
    const begun = place.contract_signed_on ?? place.activated_on;
    if (begun == null || place.closed_on != null) continue;
    if (asked.some((rule) => rule.needed_for === "site_activation" && lacking(rule, place))) {
      say("document_missing_for_gate", place.id);
    }
  }
  if (rows("document_requirements").length > asked.length) say("documents_unconfirmed", study.id);
}

const worse = ({ direction }: Fact, value: number, limit: unknown) =>
  direction === "low" ? value <= Number(limit) : value >= Number(limit);

function indicators(rows: Rows, say: Say) {
  for (const kri of rows("kris")) {
    const values = rows("kri_values").filter((one) => one.kri_id === kri.id)
      .filter((one) => one.numerator != null && one.denominator != null);
    const red = rows("sites").some((site) => {
      if (site.closed_on != null) return false;
      const known = values.filter((one) =>
        one.site_id === site.id && Number(one.denominator) >= Number(kri.min_denominator)
      ).toSorted((a, b) => text(a.period_on)! < text(b.period_on)! ? 1 : -1).slice(0, 2);
      return known.length === 2 &&
        known.every((one) =>
          worse(kri, 100 * Number(one.numerator) / Number(one.denominator), kri.red)
        );
    });
    if (red) say("kri_red_two_periods", kri.id);
    const sum = (name: string) => values.reduce((all, one) => all + Number(one[name]), 0);
    for (const qtl of rows("qtls").filter((one) => one.kri_id === kri.id)) {
      if (sum("denominator") < Number(qtl.min_denominator)) continue;
      const value = 100 * sum("numerator") / sum("denominator");
      if (worse(qtl, value, qtl.limit_value)) say("qtl_breach", qtl.id);
      else if (qtl.warning_limit != null && worse(qtl, value, qtl.warning_limit)) {
        say("qtl_warning", qtl.id);
      }
    }
  }
}

function quality(study: Study, rows: Rows, say: Say) {
  const open = rows("risks").filter((one) => one.closed_on == null);
  for (const risk of open.filter((one) => one.state === "confirmed")) {
    if (risk.likelihood == null || Number(risk.likelihood) * Number(risk.impact) < 15) continue;
    // Made today, so never reviewed is not yet late.
    const looks = rows("risk_reviews").filter((one) => one.risk_id === risk.id);
    const late = looks.length > 0 && looks.every((one) => ago(one.reviewed_on) > 90);
    if (over(risk.review_due_on) || late) say("risk_high_unreviewed", risk.id);
  }
  if (open.some((one) => one.state === "unconfirmed")) say("risks_unconfirmed", study.id);
  for (const one of rows("deviations")) {
    if (one.resolved_on == null && over(one.due_on)) say("deviation_overdue", one.id);
  }
  for (const one of rows("capas")) {
    const due = one.implemented_on == null ? one.due_on : one.effectiveness_due_on;
    if (one.effective === false) say("capa_ineffective", one.id);
    else if (one.effective == null && over(due)) say("capa_overdue", one.id);
  }
}

/** Of lines of visits: bookings that say no quantity leave open how often it happened. */
function money(line: Fact, rows: Rows, say: Say) {
  const unit = Number(line.unit_amount);
  const planned = unit * Number(line.planned_quantity);
  const expected = unit * Number(line.forecast_quantity ?? line.planned_quantity);
  const actual = rows("budget_actuals").filter((one) => one.line_id === line.id)
    .reduce((all, one) => all + Number(one.amount), 0);
  const forecast = Math.max(actual, expected);
  if (planned > 0 && (forecast - planned) / planned > 0.1) say("budget_variance", line.id);
  else if (actual > planned) say("budget_overbooked", line.id);
}
