/** The sentences of a brief, each from what the page has read; null where there is nothing to say. Pure. */
import { grouped, listed, many } from "@/lib/actions/phrases.ts";
import type { Rule, Severity, Tally } from "@/lib/actions/model.ts";
import { RULE_WORDS } from "@/lib/actions/words.ts";
import type { Row, Widget } from "@/lib/dashboard/model.ts";
import { dateWords } from "@/lib/projects/words.ts";
import { type Known, type Piece, TRAIL_DAYS } from "./model.ts";

type Fact = (known: Known, base: string) => Piece[] | null;
type Words = Partial<Record<Rule, [one: string, more?: string]>>;

const day = (value: string) => dateWords({ value });
const shifted = (today: string, days: number) =>
  new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
const sum = (tally: readonly Tally[], of: "n" | "mine" | "soon") =>
  tally.reduce((all, one) => all + one[of], 0);
const ofSeverity = ({ open }: Known, severity: Severity) =>
  open.tally.filter((one) => one.severity === severity);

/** "2 documents", "1 training": what the rules found, by rule. */
function found({ open }: Known, words: Words): string[] {
  return Object.entries(words).flatMap(([rule, [one, more]]) => {
    const n = sum(open.tally.filter((line) => line.rule === rule), "n");
    return n === 0 ? [] : [many(n, one, more)];
  });
}

/** A part of the study as the rules see it. */
const part = (name: string, path: string, words: Words): Fact => (known, base) => {
  const said = found(known, words);
  const place = { text: name, href: `${base}/${path}` };
  return said.length === 0 ? [place, ": no rule found anything."] : [place, `: ${listed(said)}.`];
};

const urgent: Fact = (known) => {
  const [crit, risk] = [ofSeverity(known, "critical"), ofSeverity(known, "at-risk")];
  const { first } = known.open;
  const said = [
    sum(crit, "n") > 0 ? `${grouped(sum(crit, "n"))} critical` : "",
    sum(risk, "n") > 0 ? `${grouped(sum(risk, "n"))} at risk` : "",
  ].filter(Boolean);
  if (said.length === 0) return ["Nothing was found that is critical or at risk."];
  const mine = sum(crit, "mine") + sum(risk, "mine");
  const yours = mine === 0
    ? [", none of them yours"]
    : [", ", { text: `${grouped(mine)} of them yours`, href: "?view=mine" }];
  const next = first
    ? [". First: ", first.may ? { text: first.title, href: first.href } : first.title]
    : [];
  return [{ text: listed(said), href: "?view=all" }, ...yours, ...next, "."];
};

const due: Fact = ({ page, doing: { today, counts }, open }, base) => {
  const until = shifted(today, 7);
  const coming = page.milestones.map((one) => ({
    ...one,
    on: one.forecastOn ?? one.planned?.value ?? "",
  }))
    .filter(({ on, state, actualOn, planned }) =>
      on.length === 10 && on >= today && on <= until && state === "confirmed" && !actualOn &&
      (planned?.type !== "ACTUAL")
    ).toSorted((a, b) => a.on < b.on ? -1 : 1);
  const soon = sum(open.tally, "soon");
  const parts: Piece[][] = [
    counts.today > 0
      ? [{ text: `${many(counts.today, "action")} by today`, href: "?view=today" }]
      : [],
    soon > 0 ? [`${many(soon, "action")} after`] : [],
    coming.length > 0
      ? [
        { text: coming[0]!.title, href: `${base}/plan?item=${coming[0]!.id}` },
        ` on ${day(coming[0]!.on)}`,
      ]
      : [],
    coming.length > 1 ? [`${many(coming.length - 1, "other milestone")} by then`] : [],
  ].filter((one) => one.length > 0);
  if (parts.length === 0) return [`Nothing is due by ${day(until)}.`];
  const joined = parts.flatMap((one, i) => i === 0 ? one : [", ", ...one]);
  return [`Due by ${day(until)}: `, ...joined, "."];
};

const ENDING: Words = {
  document_expired: ["document has expired", "documents have expired"],
  document_expiring: ["document ends within 90 days", "documents end within 90 days"],
  continuing_review_due: ["continuing review is due", "continuing reviews are due"],
  training_expiring: ["training ends within 90 days", "trainings end within 90 days"],
};
const ending: Fact = (known, base) => {
  const said = found(known, ENDING);
  if (said.length === 0) return ["Nothing that is recorded ends soon."];
  return [{ text: listed(said), href: `${base}/documents` }, "."];
};

/** The name of a row and the sum of some of its figures. */
const counted = (rows: readonly Row[], from: number, until: number) =>
  rows.map(({ name, cells }) => ({
    name,
    n: cells.slice(from, until).reduce<number>((all, cell) => all + Number(cell ?? 0), 0),
  }));
const rowsOf = (widget: Widget | undefined) => widget?.data?.type === "table" ? widget.data : null;
const trailOf = ({ trail }: Known, key: string) => trail.find((one) => one.catalogKey === key);

const changed: Fact = (known, base) => {
  const changes = trailOf(known, "trail.changes");
  const [kinds, people] = [rowsOf(changes), rowsOf(trailOf(known, "trail.people"))];
  if (!changes || !kinds || !people) return null;
  const from = shifted(known.doing.today, 1 - TRAIL_DAYS);
  if (changes.sourceCount === 0) return [`Nothing changed since ${day(from)}.`];
  const rest = (all: number, shown: number) => all > shown ? `, ${grouped(all - shown)} more` : "";
  const kindsMore = (n: number) => n > 0 ? ` and ${many(n, "more kind")} of row` : "";
  const what = counted(kinds.rows, 0, 3).map(({ name, n }) =>
    `${name.toLowerCase()} ${grouped(n)}`
  );
  const who = counted(people.rows, 1, 2).map(({ name, n }) => `${name} ${grouped(n)}`);
  return [
    { text: many(changes.sourceCount, "change"), href: `${base}/activity?from=${from}` },
    ` since ${day(from)}: ${what.join(", ")}${kindsMore(kinds.total - what.length)}; by ${
      who.join(", ")
    }`,
    `${rest(people.total, who.length)}.`,
  ];
};

const chain: Fact = (known, base) => {
  const trail = trailOf(known, "trail.chain");
  return trail?.reason && trail.data
    ? [{ text: "Audit trail", href: `${base}/activity` }, `: ${trail.reason}.`]
    : null;
};

const proposals: Fact = ({ page: { project } }, base) => {
  const { open = 0, yours = 0 } = project.proposals ?? {};
  if (open === 0) return null;
  return [
    { text: many(open, "proposal"), href: `${base}/proposals` },
    open === 1 ? " waits for a decision" : " wait for a decision",
    yours === 0 ? ", none of them yours to take." : `, ${grouped(yours)} of them yours to take.`,
  ];
};

const enrollment: Fact = ({ widgets }, base) => {
  const figure = widgets.find(({ catalogKey, params }) =>
    catalogKey === "enrollment.enrolled" && Object.keys(params).length === 0
  );
  if (figure?.data?.type !== "kpi" || figure.data.value === null) return null;
  const { value, targetWords } = figure.data;
  return [
    { text: `${grouped(value)} enrolled`, href: `${base}/enrollment` },
    `${targetWords && ` ${targetWords}`}: ${figure.reason}.`,
  ];
};

const money: Fact = (known, base) => {
  if (!known.page.project.seesBudget) return null;
  const said = found(known, {
    budget_variance: [
      "line over its plan by more than 10 %",
      "lines over their plan by more than 10 %",
    ],
    budget_overbooked: ["line booked over its plan", "lines booked over their plan"],
  });
  return said.length === 0
    ? null
    : [{ text: "Budget", href: `${base}/budget` }, `: ${listed(said)}.`];
};

const GAPS: Partial<Record<Rule, (n: number) => string>> = {
  status_unknown: () => "the overall status",
  target_unknown: () => "the target enrollment",
  sites_unknown: () => "where it is run",
  enrollment_stale: (n) => `newer counts of ${many(n, "site")}`,
  site_no_enrollment: (n) => `whether anybody is enrolled at ${many(n, "site")}`,
};
const unknown: Fact = (known) => {
  const named = ofSeverity(known, "unknown").map(({ rule, n }) =>
    GAPS[rule]?.(n) ?? RULE_WORDS[rule].rule.toLowerCase().replace(/\.$/, "")
  );
  const figures = known.widgets.filter(({ status }) => status === "unknown").length;
  const parts: Piece[][] = [
    named.length > 0 ? [{ text: listed(named), href: "?view=all" }] : [],
    figures > 0 ? [{ text: `${many(figures, "figure")} of the dashboard`, href: "#dash" }] : [],
  ].filter((one) => one.length > 0);
  if (parts.length === 0) return ["Not known: nothing that the rules look for."];
  return ["Not known: ", ...parts.flatMap((one, i) => i === 0 ? one : [", ", ...one]), "."];
};

/** The one thing to do where nothing is known yet. */
const next: Fact = ({ open: { first } }) =>
  first ? ["Next: ", first.may ? { text: first.title, href: first.href } : first.title, "."] : null;

/** Everything that a brief can say. */
export const FACTS = {
  ...{ urgent, due, ending, changed, proposals, unknown, next, chain, enrollment, money },
  plan: part("Plan", "plan", {
    critical_path_slip: ["slip of the end or a milestone", "slips of the end or a milestone"],
    milestone_overdue: ["milestone past its day", "milestones past their day"],
    task_overdue: ["task past its day", "tasks past their day"],
    task_blocked: ["blocked task"],
  }),
  documents: part("Documents", "documents", {
    document_missing_for_gate: ["missing for a gate", "missing for gates"],
    consent_superseded_in_use: [
      "superseded consent form in use",
      "superseded consent forms in use",
    ],
    approval_pending: ["waiting for approval", "waiting for approval"],
  }),
  sites: part("Sites", "sites", {
    site_enrolling_gate_open: ["enrolls with an open gate", "enroll with an open gate"],
    site_no_enrollment: ["has nobody enrolled", "have nobody enrolled"],
    enrollment_stale: ["sent no count for 30 days", "sent no count for 30 days"],
    hold_too_long: ["on hold for over 30 days", "on hold for over 30 days"],
  }),
  quality: part("Quality", "quality", {
    qtl_breach: ["tolerance limit breached", "tolerance limits breached"],
    qtl_warning: ["near its tolerance limit", "near their tolerance limits"],
    kri_red_two_periods: ["indicator red in two periods", "indicators red in two periods"],
    deviation_overdue: ["late deviation"],
    capa_overdue: ["late action", "late actions"],
    capa_ineffective: ["action that did not work", "actions that did not work"],
    risk_high_unreviewed: ["high risk not reviewed", "high risks not reviewed"],
  }),
} satisfies Record<string, Fact>;

export type FactName = keyof typeof FACTS;
