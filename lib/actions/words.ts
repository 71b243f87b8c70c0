/** Each rule in words: what to do (verb first), the rule, what was found, why it matters. Pure. */
import { percentOfPlan } from "@/lib/enrollment/words.ts";
import type { Rule } from "./model.ts";
import {
  day,
  days,
  grouped,
  listed,
  many,
  number,
  type RuleWords,
  text,
  texts,
} from "./phrases.ts";
import { RECORD_WORDS } from "./record_words.ts";

export type { Facts, RuleWords, Told } from "./phrases.ts";

const TOPICS: Record<string, string> = { gcp: "GCP", protocol: "protocol" };
const topic = (value: unknown) => TOPICS[text(value).trim().toLowerCase()] ?? text(value);
const topics = (value: unknown) => listed(texts(value).map(topic));

const DATES: Record<string, string> = {
  START: "study start",
  PRIMARY_COMPLETION: "primary completion",
  COMPLETION: "study completion",
};

const against = (label: unknown, value: unknown) =>
  number(value) > 0 ? `${label} ${days(value)} after the baseline` : "";

export const RULE_WORDS: Record<Rule, RuleWords> = {
  ...RECORD_WORDS,
  task_overdue: {
    title: ({ label }) => `Finish: ${label}`,
    rule: "Task is past its due day.",
    found: ({ facts }) => `${days(facts.days)} late`,
    matters: "What follows it in the plan moves with it.",
    act: "Open",
  },
  task_due_soon: {
    title: ({ label }) => `Finish soon: ${label}`,
    rule: "Task is due within 7 days.",
    found: ({ facts }) => number(facts.days) === 0 ? "Due today" : `Due in ${days(facts.days)}`,
    matters: "There is still time to say that it will be late.",
    act: "Open",
  },
  task_blocked: {
    title: ({ label }) => `Unblock: ${label}`,
    rule: "Task waits for something that should be there by now.",
    found: ({ facts }) =>
      `Waits for ${facts.for}, ${days(facts.days)} late` +
      (number(facts.waits) > 1 ? `, and ${number(facts.waits) - 1} more` : ""),
    matters: "Nobody can work on it until then, whatever its own date says.",
    act: "Open",
  },
  milestone_overdue: {
    title: ({ label }) => `Reach or forecast anew: ${label}`,
    rule: "Confirmed milestone is past its day.",
    found: ({ facts }) => `${days(facts.days)} late`,
    matters: "People outside the team plan by milestones.",
    act: "Open",
  },
  critical_path_slip: {
    title: () => "Recover the plan, or agree on a new baseline",
    rule: "End of the plan, or a milestone to come, is over 14 days after the baseline.",
    found: ({ label, facts }) =>
      [
        against("End", facts.endDays),
        number(facts.milestones) > 0
          ? `${many(facts.milestones, "milestone")} late, the worst by ${days(facts.worstDays)}`
          : "",
        `Baseline ${label}`,
      ].filter(Boolean).join("; "),
    matters: "What was promised does not hold any more.",
    act: "Plan",
  },
  skeleton_unconfirmed: {
    title: ({ facts }) =>
      `Read ${
        listed([
          number(facts.milestones) ? many(facts.milestones, "unconfirmed milestone") : "",
          number(facts.tasks) ? many(facts.tasks, "unconfirmed task") : "",
        ].filter(Boolean))
      }`,
    rule: "Rule-made plan is not confirmed.",
    found: () => "They are not a plan until a person confirms them",
    matters: "No other rule counts what nobody stands up for.",
    act: "Read",
  },
  site_enrolling_gate_open: {
    title: ({ label }) => `Close the gate of ${label}, or stop enrolling there`,
    rule: "Site enrolls with an open activation gate.",
    found: ({ facts }) => `Missing: ${listed(texts(facts.missing))}`,
    matters: "Participants are in a study that the site was not ready for.",
    act: "Open",
  },
  site_no_enrollment: {
    title: ({ label }) => `Ask ${label} why nobody is enrolled`,
    rule: "Nobody is recorded as enrolled 60 days after activation.",
    found: ({ facts }) =>
      `Active for ${days(facts.days)}; ` +
      (facts.asOf ? `counts of ${day(facts.asOf)}` : "no count known"),
    matters: "A site that never enrolls costs what one that does costs.",
    act: "Open",
  },
  enrollment_behind: {
    title: () => "Decide on an enrollment rescue",
    rule: "Enrollment is under 80 % of plan at mid-point or later.",
    found: ({ facts }) =>
      `${grouped(number(facts.enrolled))} enrolled of ${
        grouped(number(facts.planned))
      } planned by ${day(facts.asOf)}, ` +
      `${percentOfPlan(number(facts.enrolled) / number(facts.planned))} %; ` +
      `target ${grouped(number(facts.target))}`,
    matters: "At this rate the last participant is not in when the plan says.",
    act: "Open",
  },
  enrollment_stale: {
    title: ({ label }) => `Ask ${label} for its counts`,
    rule: "No count for over 30 days at a site that may enroll.",
    found: ({ facts }) =>
      facts.asOf
        ? `Last count ${day(facts.asOf)}, ${days(facts.days)} ago`
        : `No count since it opened ${days(facts.days)} ago`,
    matters: "Totals of the study stand on old counts.",
    act: "Count",
  },
  training_expiring: {
    title: ({ label, facts }) => `Renew the ${topic(facts.topic)} training of ${label}`,
    rule: "Training ends within 90, 60 or 30 days.",
    found: ({ facts }) =>
      `${number(facts.days) === 0 ? "Ends today" : `Ends in ${days(facts.days)}`}, within ${
        number(facts.within)
      }; ${text(facts.site)}`,
    matters: "Without it the person may not carry out delegated duties.",
    act: "Open",
  },
  training_missing_for_delegation: {
    title: ({ label, facts }) => `Train ${label} in ${topics(facts.missing)}, or end the duties`,
    rule: "Delegated duty without current training.",
    found: ({ facts }) => `${many(facts.duties, "duty", "duties")}; ${text(facts.site)}`,
    matters: "ICH E6(R3) 2.3: duties go to people who are qualified for them.",
    act: "Open",
  },
  task_without_delegation: {
    title: ({ label }) => `Give to somebody delegated and trained: ${label}`,
    rule: "Task is assigned without delegation or current training.",
    found: ({ facts }) =>
      listed([
        facts.delegated ? "" : "no duty delegated",
        texts(facts.missing).length ? `no current ${topics(facts.missing)} training` : "",
      ].filter(Boolean)).replace(/^/, `${text(facts.who)}: `) + `; ${text(facts.site)}`,
    matters: "What somebody does at a site must be theirs to do.",
    act: "Open",
  },
  hold_too_long: {
    title: ({ label }) => `Resume or close ${label}`,
    rule: "Site is on hold for over 30 days.",
    found: ({ facts }) => `${days(facts.days)}: ${text(facts.reason)}`,
    matters: "Plan and target still count on it.",
    act: "Open",
  },
  estimated_date_passed: {
    title: ({ facts }) => `Check the date of ${DATES[text(facts.kind)] ?? text(facts.kind)}`,
    rule: "Estimated date has passed.",
    found: ({ facts }) => `${day(facts.value)}, still estimated`,
    matters: "The registry tells the public something that is not so.",
    act: "Check",
  },
  status_unknown: {
    title: () => "Set the overall status",
    rule: "Status is not known.",
    found: () => "No source gives it",
    matters: "Rules for studies that are over cannot tell.",
    act: "Set",
  },
  target_unknown: {
    title: () => "Set the target enrollment",
    rule: "Target is not known.",
    found: () => "Nothing can be measured against it",
    matters: "Without it there is no plan of enrollment.",
    act: "Set",
  },
  sites_unknown: {
    title: () => "Look for sites in a newer record",
    rule: "No site is known.",
    found: ({ facts }) => `The last record of ${text(facts.record)} has none`,
    matters: "Nobody can be enrolled nowhere.",
    act: "Compare",
  },
  newer_record_waits: {
    title: ({ facts }) => `Decide on the changes of ${text(facts.record) || "the registry record"}`,
    rule: "A newer record waits.",
    found: ({ facts }) =>
      facts.version ? `Posted ${day(facts.version)}` : "Nothing is taken over until you do",
    matters: "Study and registry tell different things.",
    act: "Review",
  },
  intake_unconfirmed: {
    title: ({ facts }) => `Confirm ${many(facts.items, "reading")} of the intake`,
    rule: "Intake readings wait for a yes or no.",
    found: () => "None becomes part of the study before",
    matters: "Rules read them; only a person knows what was meant.",
    act: "Confirm",
  },
  chain_broken: {
    title: () => "Find out who changed the audit trail",
    rule: "Audit chain is broken.",
    found: ({ label, facts }) =>
      `${label}, first wrong at entry ${
        facts.entry == null ? "not known" : grouped(number(facts.entry))
      }`,
    matters: "What the trail says can no longer be relied on.",
    act: "Inspect",
  },
};

export const KIND_WORDS = { snooze: "Snoozed", suppress: "Suppressed" } as const;
