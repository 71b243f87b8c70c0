/** What needs doing, the study in sentences, and diagrams of it. */
import { RULES } from "@/lib/actions/model.ts";
import { RULE_WORDS } from "@/lib/actions/words.ts";
import { diagramsOf } from "@/lib/diagrams/compile.ts";
import type { DiagramFacts } from "@/lib/diagrams/facts.ts";
import { type Kind, KIND_WORDS, KINDS } from "@/lib/diagrams/model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import type { Standing } from "../model.ts";
import { count, type Entry, n, part, s } from "../entry.ts";
import { ofPlan, TARGETS, worst } from "../status.ts";
import { day, many, num } from "../text.ts";
import { kpi } from "./kpi.ts";

const SEVERITY: Record<string, Standing> = { crit: "critical", risk: "at-risk", unk: "unknown" };

function ruleWords(rule: string): string {
  const known = RULES.find((one) => one === rule);
  return known ? RULE_WORDS[known].rule.replace(/\.$/, "") : rule.replaceAll("_", " ");
}

const ACTIONS: Entry[] = [
  {
    key: "actions.open",
    type: "kpi",
    title: "Open actions",
    formula: "actions that the rules find and nobody put off",
    thresholds: "critical or at risk as the worst of them",
    params: [],
    show(doc) {
      const { critical, atRisk } = doc.facts;
      return kpi({
        doc,
        unit: "count",
        target: null,
        targetWords: "open",
        stand: worst({ critical: count(critical), atRisk: count(atRisk) }, {
          critical: "critical",
          atRisk: "at risk",
          none: "none is critical or at risk",
          nothing: "",
        }),
        filled: "",
      });
    },
  },
  {
    key: "actions.by_rule",
    type: "chart",
    title: "Actions by rule",
    formula: "open actions by the rule that finds them",
    thresholds: "",
    params: ["limit"],
    show(doc, { limit = 8 }) {
      const bars = doc.rows.slice(0, limit).map((row) => ({
        label: ruleWords(String(row.rule)),
        n: count(row.n),
        ...(SEVERITY[String(row.severity)] ? { stand: SEVERITY[String(row.severity)] } : {}),
      }));
      return {
        data: { type: "chart", unit: "open actions", bars },
        stand: null,
        summary: `${
          bars.map((bar) => `${bar.label}: ${num(bar.n)}`).join("; ") || "Nothing needs doing"
        }.`,
        filled: "",
      };
    },
  },
];

const SUMMARY: Entry = {
  key: "study.summary",
  type: "text",
  title: "In short",
  formula: "figures of enrollment, sites and plan in sentences",
  thresholds: `at least ${num(TARGETS.ofPlan * 100)} % of plan`,
  params: [],
  show(doc, _, today) {
    const [enrolled, sites, milestones] = [
      part(doc.facts.enrolled),
      part(doc.facts.sites),
      part(doc.facts.milestones),
    ];
    const [planned, target] = [n(part(enrolled.facts).planned), n(part(enrolled.facts).target)];
    const people = n(enrolled.value);
    const next = part(Array.isArray(milestones.rows) ? milestones.rows[0] : null);
    const sentences = [
      `${doc.facts.name} is ${
        s(doc.facts.status)
          ? enumWords(s(doc.facts.status)).toLowerCase()
          : "of a status that is not known"
      }.`,
      people === null
        ? `Nobody was counted yet${target === null ? "" : `; the target is ${num(target)}`}.`
        : `${num(people)} are enrolled${target === null ? "" : ` of ${num(target)}`}${
          planned === null
            ? "; what is planned until then is not known"
            : `, ${num(planned, 0)} planned until then`
        }.`,
      `${num(count(sites.value))} of ${many(count(part(sites.facts).of), "site")} ${
        count(part(sites.facts).of) === 1 ? "is" : "are"
      } active or enrolling.`,
      s(next.title)
        ? `${String(next.due) < today ? "Late" : "Next"}: ${next.title}, ${day(s(next.due))}.`
        : "No milestone is to come.",
    ];
    return {
      data: { type: "text", sentences },
      stand: ofPlan({ value: people, facts: part(enrolled.facts) }),
      summary: sentences.join(" "),
      filled: "",
    };
  },
};

/** Diagrams that other facts than those of plan and sites are read for. */
const FAMILY: Partial<Record<Kind, string>> = {
  ...{ design: "design", schedule: "design", delegation: "design" },
  ...{ consent_flow: "compliance", document_types: "compliance", risk_controls: "compliance" },
};

const diagram = (kind: Kind): Entry => ({
  key: `diagram.${kind}`,
  ...(FAMILY[kind] ? { family: FAMILY[kind] } : {}),
  type: "diagram",
  title: KIND_WORDS[kind].title,
  formula: KIND_WORDS[kind].what,
  thresholds: "",
  params: [],
  show(doc) {
    const [made] = diagramsOf(doc.facts as unknown as DiagramFacts, [kind]);
    const { code, alt, title, rows } = made!;
    doc.count = rows.length;
    doc.refs = rows.map((row) => ({ kind: row.kind, id: row.id }));
    return {
      data: { type: "diagram", kind, title, code, alt },
      stand: null,
      summary: alt,
      filled: "",
    };
  },
});

export const STUDY: Entry[] = [...ACTIONS, SUMMARY, ...KINDS.map(diagram)];
