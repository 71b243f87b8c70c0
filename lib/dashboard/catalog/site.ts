/** One site: where it stands, its gate, its people, its counts (private.widgets_site). */
import { FACT_WORDS, STAFF_ROLE_WORDS, STATE_WORDS } from "@/lib/sites/words.ts";
import { count, type Doc, type Entry, n, part, s } from "../entry.ts";
import type { Shown } from "../entry.ts";
import type { Data, Stand } from "../model.ts";
import { atRisk, critical, onTrack, unknown } from "../status.ts";
import { capital, day, many, num, plain } from "../text.ts";
import { cell, date, daysLeft, number, table, words } from "./table.ts";

type Words = Record<string, string>;
export const named = (map: Words, key: unknown) => map[String(key)] ?? capital(plain(String(key)));

/** Whether a site is chosen and seen; without one nothing is known. */
export const isNone = (doc: Doc) => doc.facts.none === true;
export const NO_SITE = unknown("no site is chosen, or nothing is counted there");

export function shown(data: Data, stand: Stand | null, summary: string): Shown {
  return { data, stand, summary, filled: "" };
}

const GATED = ["selected", "in_start_up", "active", "enrolling", "on_hold"];

const FACTS: Entry = {
  key: "site.facts",
  type: "table",
  title: "Where the site stands",
  formula: "its dated facts; the state follows from them",
  thresholds: "critical: it enrols while its gate is open; at risk: it is on hold",
  params: ["siteId"],
  show(doc) {
    const { state, since, enrolled, target } = doc.facts;
    const data = table(doc, {
      first: "Fact",
      name: (row) =>
        row.fact === "plannedActivationOn"
          ? "Planned activation"
          : named(FACT_WORDS as Words, row.fact),
      ...(doc.refs[0] ? { path: () => `sites/${doc.refs[0]!.id}` } : {}),
    }, [date("Day", "on")]);
    if (isNone(doc)) return shown(data, NO_SITE, "No site is chosen.");
    const word = named(STATE_WORDS as Words, state);
    const people = `${
      n(enrolled) === null ? "nobody counted" : `${num(count(enrolled))} enrolled`
    }${n(target) === null ? ", no target" : ` of ${num(count(target))}`}`;
    const said = `${word}${s(since) ? ` since ${day(s(since))}` : ""}; ${people}`;
    const stand = doc.facts.enrolsOpen === true
      ? critical(`${said}; it enrols while its gate is open`)
      : state === "on_hold"
      ? atRisk(`${said}; ${s(doc.facts.hold) ?? "no reason is recorded"}`)
      : state === "unknown"
      ? unknown(`nobody said where it stands; ${people}`)
      : onTrack(said);
    return shown(data, stand, `${stand.reason}.`);
  },
};

const GATE: Entry = {
  key: "site.gate",
  type: "table",
  title: "Activation gate",
  formula: "what must be held before a site is activated",
  thresholds: "critical: it enrols while something is missing; at risk: something is missing",
  params: ["siteId"],
  show(doc) {
    const data = table(doc, { first: "Asked for", name: (row) => capital(String(row.label)) }, [
      cell(
        "Held",
        "text",
        (row) =>
          row.held === true
            ? s(row.state) === "waived" ? "waived" : "held"
            : s(row.state) ?? "missing",
      ),
      date("Day", "on"),
      words("Evidence", "evidence"),
    ]);
    if (isNone(doc)) return shown(data, NO_SITE, "No site is chosen.");
    const missing = count(doc.value);
    const said = `${num(missing)} of ${num(count(doc.facts.of))} missing`;
    const stand = doc.facts.enrolsOpen === true
      ? critical(`${said}, and it enrols`)
      : missing > 0 && GATED.includes(String(doc.facts.state))
      ? atRisk(said)
      : missing > 0
      ? unknown(said)
      : onTrack("nothing is missing");
    return shown(data, stand, `${said}.`);
  },
};

const STAFF: Entry = {
  key: "site.staff",
  type: "table",
  title: "People at the site",
  formula: "staff on this day first; duties in force",
  thresholds: "at risk: no principal investigator is on the staff",
  params: ["siteId", "limit"],
  show(doc) {
    const data = table(doc, {
      first: "Name",
      name: (row) => String(row.name),
      total: count(doc.facts.of),
    }, [
      cell("Role", "text", (row) => named(STAFF_ROLE_WORDS as Words, row.role)),
      date("Since", "from"),
      date("Until", "until"),
      number("Duties", "duties"),
    ]);
    const stand = isNone(doc) || count(doc.facts.of) === 0
      ? unknown(isNone(doc) ? NO_SITE.reason : "nobody is recorded")
      : count(doc.facts.leaders) === 0
      ? atRisk("no principal investigator is on the staff")
      : onTrack(`${many(count(doc.value), "person", "people")} on the staff`);
    return shown(data, stand, `${capital(stand.reason)}.`);
  },
};

const DELEGATIONS: Entry = {
  key: "site.delegations",
  type: "table",
  title: "Delegated duties",
  formula: "duties with their days; trained: GCP and protocol are current",
  thresholds: "critical: a duty in force without both trainings",
  params: ["siteId", "limit"],
  show(doc) {
    const data = table(doc, {
      first: "Duty",
      name: (row) => String(row.duty),
      total: count(doc.facts.of),
    }, [
      words("Who", "name"),
      date("Since", "from"),
      date("Until", "until"),
      cell("Training", "text", (row) => row.trained === true ? "current" : "not current"),
    ]);
    const bare = count(doc.facts.untrained);
    const stand = isNone(doc) || count(doc.facts.of) === 0
      ? unknown(isNone(doc) ? NO_SITE.reason : "no delegation is recorded")
      : bare > 0
      ? critical(`${many(bare, "duty", "duties")} without current training`)
      : onTrack(`${many(count(doc.value), "duty", "duties")} in force`);
    return shown(data, stand, `${capital(stand.reason)}.`);
  },
};

const TRAINING: Entry = {
  key: "site.training",
  type: "table",
  title: "Training",
  formula: "of each person and topic the training that lasts longest",
  thresholds: "at risk: one is over, or ends within 90 days",
  params: ["siteId", "limit"],
  show(doc) {
    const data = table(doc, {
      first: "Topic",
      name: (row) => String(row.topic),
      total: count(doc.value),
    }, [
      words("Who", "name"),
      date("Completed", "completed"),
      date("Ends", "expires"),
      daysLeft("left"),
    ]);
    const { expired, ending } = doc.facts;
    const stand = isNone(doc) || count(doc.value) === 0
      ? unknown(isNone(doc) ? NO_SITE.reason : "no training is recorded")
      : count(expired) > 0 || count(ending) > 0
      ? atRisk(`${num(count(expired))} over, ${num(count(ending))} ending within 90 days`)
      : onTrack("none ends within 90 days");
    return shown(data, stand, `${capital(stand.reason)}.`);
  },
};

const COUNT_WORDS: Words = { screenFailed: "Failed screening" };

const COUNTS: Entry = {
  key: "site.enrollment",
  type: "table",
  title: "People counted",
  formula: "newest counts of the site, and as they were so many days before",
  thresholds: "",
  params: ["siteId", "days"],
  show(doc) {
    const back = day(s(doc.facts.back));
    const data = table(doc, { first: "Count", name: (row) => named(COUNT_WORDS, row.name) }, [
      number("Newest", "n"),
      date("Counted on", "on"),
      cell("Before", "number", (row) => n(row.before)),
      date("Counted then on", "beforeOn"),
      cell(
        "More since",
        "number",
        (row) =>
          n(row.n) === null || n(row.before) === null ? null : count(row.n) - count(row.before),
      ),
    ]);
    const target = n(doc.facts.target);
    const stand = isNone(doc) || doc.rows.length === 0
      ? unknown(isNone(doc) ? NO_SITE.reason : "nothing was counted at this site")
      : null;
    const people = n(doc.value) === null
      ? "Enrolled is not counted"
      : `${num(count(doc.value))} enrolled`;
    return shown(
      data,
      stand,
      stand
        ? `${capital(stand.reason)}.`
        : `${people}${
          target === null ? "; no target" : ` of ${num(target)}`
        }; compared with ${back}.`,
    );
  },
};

const INDICATORS: Entry = {
  key: "site.indicators",
  type: "table",
  title: "Risk indicators of the site",
  formula: "newest period of each indicator here, and the one before it",
  thresholds: "as each indicator's own warning and limit",
  params: ["siteId"],
  show(doc) {
    const data = table(doc, { first: "Indicator", name: (row) => String(row.title) }, [
      number("Value", "value"),
      date("Period", "on"),
      number("Before", "before"),
      number("Warning", "amber"),
      number("Limit", "red"),
      cell("Status", "text", (row) => plain(String(row.status).replace("-", " "))),
    ]);
    const stand = isNone(doc) || count(doc.facts.of) === 0
      ? unknown(isNone(doc) ? NO_SITE.reason : "no indicator has a value here")
      : count(doc.value) > 0
      ? critical(`${num(count(doc.value))} over the limit`)
      : count(doc.facts.atRisk) > 0
      ? atRisk(`${num(count(doc.facts.atRisk))} over the warning`)
      : count(part(doc.facts).known) === 0
      ? unknown("too little was counted")
      : onTrack("all known ones are within their limits");
    return shown(data, stand, `${capital(stand.reason)}.`);
  },
};

export const SITE: Entry[] = [FACTS, GATE, STAFF, DELEGATIONS, TRAINING, COUNTS, INDICATORS];
