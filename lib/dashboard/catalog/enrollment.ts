/** Enrollment: newest counts of each site, added up (private.enrollment_totals and its kin). */
import { count, type Doc, type Entry, n, part, s } from "../entry.ts";
import { MINIMUM, ofPlan, shareOver, TARGETS, under, unknown } from "../status.ts";
import { capital, day, many, num, pct } from "../text.ts";
import { kpi } from "./kpi.ts";

const SCOPE = ["country", "siteId"] as const;

/** Of two counts over the sites that have both. */
function rate(doc: Doc, noun: string) {
  return { of: n(doc.facts.of), by: n(doc.facts.by), noun, minimum: MINIMUM.people };
}

function planOf(doc: Doc) {
  const { firstOn, lastOn, target } = doc.facts;
  const goal = n(target);
  return s(firstOn) !== null && s(lastOn) !== null && goal !== null && s(firstOn)! <= s(lastOn)!
    ? { firstOn: s(firstOn)!, lastOn: s(lastOn)!, target: goal }
    : null;
}

const STEPS = [
  ["prescreened", null],
  ["screened", "screened"],
  ["enrolled", "enrolled"],
  ["completed", "completed"],
] as const;

function failures(doc: Doc): string {
  const failed = n(part(part(doc.facts.counts).screenFailed).n);
  if (failed === null) return "Screen failures were not counted.";
  const reasons = Object.entries(part(doc.facts.reasons)).map(([name, of]) =>
    [name, count(of)] as const
  )
    .filter(([, of]) => of > 0).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const said = reasons.slice(0, 4).map(([name, of]) => `${name} in ${num(of)}`).join(", ");
  return `${num(failed)} failed screening${said && `: ${said}`}.`;
}

export const ENROLLMENT: Entry[] = [
  {
    key: "enrollment.enrolled",
    type: "kpi",
    title: "Enrolled",
    formula: "enrolled ÷ planned to date",
    thresholds: `at least ${pct(TARGETS.ofPlan, 0)} of what is planned until the newest count`,
    params: [...SCOPE, "target"],
    show(doc, { target }) {
      const [enrolled, planned] = [n(doc.value), n(doc.facts.planned)];
      const limit = target === undefined ? TARGETS.ofPlan : target / 100;
      const goal = n(doc.facts.target);
      return kpi({
        doc,
        unit: "count",
        target: planned,
        targetWords: planned === null
          ? goal === null ? "" : `of ${num(goal)}`
          : `of ${num(planned, 0)} planned`,
        stand: ofPlan(doc, limit),
        filled: enrolled === null
          ? ""
          : `${num(enrolled)} ÷ ${planned === null ? "not known" : num(planned)}`,
      });
    },
  },
  {
    key: "enrollment.screen_ratio",
    type: "kpi",
    title: "Screened to enrolled",
    formula: "screened ÷ enrolled",
    thresholds: `under ${TARGETS.screenRatio} : 1; needs ${MINIMUM.people} screened`,
    params: [...SCOPE, "target"],
    show(doc, { target = TARGETS.screenRatio }) {
      const { of, by } = doc.facts;
      const none = n(of) === 0 && count(by) >= MINIMUM.people;
      return kpi({
        doc,
        unit: "ratio",
        target,
        targetWords: `under ${num(target)} : 1`,
        stand: none ? unknown(`nobody of ${num(count(by))} screened enrolled`) : under(
          rate(doc, "screened"),
          n(doc.value),
          target,
          `${num(count(of))} of ${num(count(by))} screened enrolled`,
        ),
        filled: n(of) === null ? "" : `${num(count(by))} ÷ ${num(count(of))}`,
      });
    },
  },
  {
    key: "enrollment.retention",
    type: "kpi",
    title: "Retention",
    formula: "1 − withdrawn ÷ enrolled",
    thresholds: `over ${pct(TARGETS.retention, 0)}; needs ${MINIMUM.people} enrolled`,
    params: [...SCOPE, "target"],
    show(doc, { target = TARGETS.retention * 100 }) {
      const { of, by } = doc.facts;
      return kpi({
        doc,
        unit: "percent",
        target: target / 100,
        targetWords: `over ${pct(target / 100, 0)}`,
        stand: shareOver(
          rate(doc, "enrolled"),
          n(doc.value),
          target / 100,
          `${num(count(of))} of ${num(count(by))} withdrawn`,
        ),
        filled: n(of) === null ? "" : `1 − ${num(count(of))} ÷ ${num(count(by))}`,
      });
    },
  },
  {
    key: "enrollment.screen_failure",
    type: "kpi",
    title: "Screen failures",
    formula: "failed screening ÷ screened",
    thresholds: `none unless one is given; needs ${MINIMUM.people} screened`,
    params: [...SCOPE, "target"],
    show(doc, { target }) {
      const { of, by } = doc.facts;
      const goal = target === undefined ? null : target / 100;
      const shown = kpi({
        doc,
        unit: "percent",
        target: goal,
        targetWords: goal === null ? "of the screened" : `under ${pct(goal, 0)}`,
        stand: under(
          rate(doc, "screened"),
          n(doc.value),
          goal,
          `${num(count(of))} of ${num(count(by))} screened failed`,
        ),
        filled: n(of) === null ? "" : `${num(count(of))} ÷ ${num(count(by))}`,
      });
      const enough = n(of) !== null && count(by) >= MINIMUM.people;
      return { ...shown, data: { ...shown.data, value: enough ? n(doc.value) : null } };
    },
  },
  {
    key: "enrollment.burnup",
    type: "burnup",
    title: "Enrollment against plan",
    formula: "newest count of each site; plan is linear",
    thresholds: `at least ${pct(TARGETS.ofPlan, 0)} of plan`,
    params: [...SCOPE],
    show(doc) {
      const points = doc.rows.map((row) => ({
        on: s(row.on)!,
        n: count(row.n),
        sites: count(row.sites),
      }));
      const [last, planned, plan] = [points.at(-1), n(doc.facts.planned), planOf(doc)];
      const stand = ofPlan(doc);
      const said = last
        ? `${num(last.n)} enrolled by ${day(last.on)} at ${many(last.sites, "site")}`
        : "Nobody was counted yet";
      const goal = plan
        ? `; target ${num(plan.target)} by ${day(plan.lastOn)}`
        : "; the plan is not known";
      return {
        data: { type: "burnup", points, plan, planned },
        stand,
        summary: `${said}${planned === null ? "" : `, ${num(planned, 0)} planned`}${goal}.`,
        filled: "",
      };
    },
  },
  {
    key: "enrollment.funnel",
    type: "funnel",
    title: "Screening funnel",
    formula: "newest counts; share of the step above",
    thresholds: "",
    params: [...SCOPE],
    show(doc) {
      const [counts, pairs] = [part(doc.facts.counts), part(doc.facts.pairs)];
      const steps = STEPS.map(([name, pair]) => {
        const { of, by } = part(pair && pairs[pair]);
        const share = n(of) !== null && count(by) >= MINIMUM.people ? count(of) / count(by) : null;
        return { label: capital(name), n: n(part(counts[name]).n), share };
      });
      const withdrawn = n(part(counts.withdrawn).n);
      const notes = [failures(doc), withdrawn === null ? "" : `${num(withdrawn)} withdrawn.`]
        .filter(Boolean);
      const said = steps.map((step) =>
        `${step.n === null ? "not counted" : num(step.n)} ${step.label.toLowerCase()}`
      );
      return {
        data: { type: "funnel", steps, notes },
        stand: null,
        summary: `${said.join(", ")}.`,
        filled: "",
      };
    },
  },
];
