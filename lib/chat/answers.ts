/** Answers by rules: the facts that were looked up, said as they are, each cited. Pure. */
import { citedOf } from "@/lib/assistant/citations.ts";
import type { ChatFact } from "./model.ts";
import type { SiteRow } from "./queries.ts";
import { askableOf, type Plan, type Unknown } from "./question.ts";
import type { Read } from "./tools.ts";
import { NOTHING_CHANGED } from "./understood.ts";

/** Facts of one tool that an answer says; the others are behind its links. */
const MOST_SAID = 12;

/** Words before the facts of a topic. */
const LEADS: Record<Plan["topic"], string> = {
  late: "This is past its day:",
  expiring: "This ends, or has ended:",
  enrollment: "Enrollment as it was counted:",
  forecast: "If the rate stays as it is:",
  why: "These facts say why:",
  next: "This is next:",
  owner: "These rows have such a title:",
  compare: "The sites, one after the other:",
  trail: "The audit trail:",
  missing: "What is asked for, and what is held:",
  budget: "The budget:",
  critical_path: "What decides the end:",
  quality: "Indicators, limits and findings:",
  site: "What is known of the site:",
  sites: "The sites:",
  study: "The study:",
  milestones: "The milestones to come, and the last one reached:",
  about: "This is what is known of it:",
  several: "To each question:",
};

const isOf = (state: string) => ({ value }: ChatFact) => String(value).startsWith(state);

/** Words before the facts: none before nothing, and a site is not called worse than its facts say. */
function leadOf({ topic, uses, order }: Plan, facts: readonly ChatFact[]): string[] {
  const lead = topic !== "why" || !uses.some(({ tool }) => tool === "site_status") ||
      facts.some(isOf("critical"))
    ? LEADS[topic]
    : facts.some(isOf("at risk"))
    ? "Nothing there is critical; these facts say what is at risk:"
    : "Nothing there is critical or at risk by what is known:";
  return [...(order ? [NOTHING_CHANGED] : []), ...(facts.length > 0 ? [lead] : [])];
}

/** Of text that somebody wrote nothing becomes a citation or Markdown. */
const flat = (text: string) =>
  text.replaceAll(/\s+/g, " ").replaceAll("[", "(").replaceAll("]", ")").trim();

/** What each fact of a read begins with, which its heading says. */
const startOf = ({ use, about }: Read): string =>
  use.tool === "actions" ? "To do: " : about ? `${about.label.replace(/^Diagram: /, "")}: ` : "";

const said = ({ id, label, value }: ChatFact, start: string) => {
  const rest = start && label.startsWith(start) ? label.slice(start.length) : label;
  return `- ${flat(rest)}: ${value === null ? "not known" : flat(String(value))} [${id}]`;
};

/** A figure's own standing stands under its title; its rows below that. */
const isHead = ({ label }: ChatFact) => !label.includes(": ");
const isFine = ({ value }: ChatFact) => String(value).startsWith("on track");
/** Of a gate or a list of documents: nothing to do about it. */
const isHeld = ({ value }: ChatFact) =>
  /(Held: (held|waived)|State: (current|waived))/.test(String(value));

/** The facts of a site that a question is about; of all else, all. */
export function chosen({ facts, use }: Read, topic: Plan["topic"]): ChatFact[] {
  const heads = facts.filter(isHead);
  if (use.tool === "site_gate" || use.tool === "site_documents") {
    return facts.filter((fact) => isHead(fact) || !isHeld(fact));
  }
  if (use.tool !== "site_status") return facts;
  const counts = facts.filter(({ label }) => label.startsWith("People counted: "));
  if (topic !== "why") return [...heads, ...counts];
  const bad = heads.filter((head) => !isFine(head));
  const rows = facts.filter((fact) =>
    !isHeld(fact) && bad.some(({ label }) => fact.label.startsWith(`${label}: `))
  );
  // Nothing is wrong by its own figures: these say so.
  return bad.length > 0 ? [...bad, ...rows] : heads;
}

function block(read: Read, topic: Plan["topic"]): string[] {
  const { use, about } = read;
  const facts = chosen(read, topic);
  if (facts.length === 0) return [`${flat(use.detail)}: nothing was found.`];
  const lines = facts.slice(0, MOST_SAID).map((fact) => said(fact, startOf(read)));
  const more = facts.length > MOST_SAID ? ["There is more; the links lead to it."] : [];
  return [`${flat(about ? about.label : use.detail)}:`, lines.join("\n"), ...more];
}

/** An answer in Markdown whose every line is a fact, and the facts it cites. @param sites of the study */
export function answerOf(
  plan: Plan | Unknown,
  reads: readonly Read[],
  sites: readonly SiteRow[],
) {
  if (plan.topic === null) {
    const can = askableOf(sites).map((one) => `- ${flat(one)}`).join("\n");
    return { text: `${plan.why}\n\nQuestions that rules can answer:\n${can}`, facts: [] };
  }
  const all = reads.flatMap(({ facts }) => facts);
  if (plan.topic === "owner" && all.length === 0) {
    return {
      text: "No task, milestone, document, risk, deviation or CAPA that you see has such a title.",
      facts: [],
    };
  }
  const blocks = reads.flatMap((read) => block(read, plan.topic));
  const text = [...leadOf(plan, all), ...blocks].join("\n\n").slice(0, 39_000);
  return { text, facts: citedOf(text, all) };
}
