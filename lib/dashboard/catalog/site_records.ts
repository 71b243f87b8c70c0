/** One site: its documents, findings, corrective actions and tasks (private.widgets_site). */
import { STATE_WORDS } from "@/lib/documents/words.ts";
import { count, type Entry, part, s } from "../entry.ts";
import { atRisk, critical, onTrack, unknown } from "../status.ts";
import { capital, many, num, plain } from "../text.ts";
import { isNone, named, NO_SITE, shown } from "./site.ts";
import { cell, date, daysLeft, number, table, words } from "./table.ts";

const PARAMS = ["siteId", "limit"] as const;
const LEVELS: Record<string, string> = { SITE: "site", COUNTRY: "country" };

const DOCUMENTS: Entry = {
  key: "site.documents",
  type: "table",
  title: "Documents of the site",
  formula: "expected and held documents of the site and of its country; gaps first",
  thresholds: "critical: one has expired; at risk: one is missing, pending, or ends within 90 days",
  params: [...PARAMS],
  show(doc) {
    const data = table(doc, {
      first: "Document",
      name: (row) => String(row.title),
      path: (row) => s(row.document) ? `documents/${row.document}` : undefined,
      total: count(doc.facts.of),
    }, [
      cell("Of the", "text", (row) => LEVELS[String(row.level)] ?? String(row.level)),
      cell("State", "text", (row) => named(STATE_WORDS, row.state).toLowerCase()),
      words("Version", "version"),
      date("Ends", "expires"),
      daysLeft("left"),
    ]);
    const states = part(doc.facts.states);
    const said = Object.entries(states).map(([state, of]) => `${num(count(of))} ${state}`).join(
      ", ",
    );
    const stand = isNone(doc) || count(doc.facts.of) === 0
      ? unknown(isNone(doc) ? NO_SITE.reason : "no document is expected or held")
      : count(states.expired) > 0
      ? critical(said)
      : count(doc.value) > 0 || count(states.expiring) > 0
      ? atRisk(said)
      : onTrack(said);
    return shown(data, stand, `${capital(stand.reason)}.`);
  },
};

const CONSENT: Entry = {
  key: "site.consent",
  type: "table",
  title: "Consent versions in use",
  formula: "versions that the site works with on this day, beside the newest approved one",
  thresholds: "critical: an older one is in use",
  params: [...PARAMS],
  show(doc) {
    const data = table(doc, {
      first: "Consent form",
      name: (row) => String(row.title),
      path: (row) => `documents/${row.document}`,
      total: count(doc.facts.of),
    }, [
      words("In use", "version"),
      date("Since", "from"),
      words("Newest", "newest"),
      cell("Current", "text", (row) => row.superseded === true ? "no" : "yes"),
    ]);
    const stand = isNone(doc) || count(doc.facts.of) === 0
      ? unknown(isNone(doc) ? NO_SITE.reason : "no consent form is recorded as in use")
      : count(doc.value) > 0
      ? critical(`${many(count(doc.value), "older version")} in use`)
      : onTrack("the newest version is in use");
    return shown(data, stand, `${capital(stand.reason)}.`);
  },
};

const DEVIATIONS: Entry = {
  key: "site.deviations",
  type: "table",
  title: "Findings at the site",
  formula: "deviations of the site, open ones first",
  thresholds: "critical: a critical one is open; at risk: one is overdue",
  params: [...PARAMS],
  show(doc) {
    const data = table(doc, {
      first: "Finding",
      name: (row) => String(row.title),
      path: () => "quality?view=deviations",
      total: count(doc.facts.of),
    }, [
      cell("Severity", "text", (row) => s(row.severity)),
      cell("Category", "text", (row) => plain(String(row.category))),
      date("Found", "found"),
      date("Due", "due"),
      date("Resolved", "resolved"),
      cell(
        "State",
        "text",
        (row) => s(row.resolved) ? "resolved" : row.overdue === true ? "overdue" : "open",
      ),
    ]);
    const { critical: crit, overdue } = doc.facts;
    const said = `${num(count(doc.value))} open, ${num(count(overdue))} overdue`;
    const stand = isNone(doc)
      ? NO_SITE
      : count(crit) > 0
      ? critical(`${said}, ${num(count(crit))} critical`)
      : count(overdue) > 0
      ? atRisk(said)
      : onTrack(said);
    return shown(data, stand, `${capital(stand.reason)}.`);
  },
};

const CAPAS: Entry = {
  key: "site.capas",
  type: "table",
  title: "Corrective and preventive actions",
  formula: "of findings at the site, open ones first",
  thresholds: "critical: one did not work; at risk: one is overdue",
  params: [...PARAMS],
  show(doc) {
    const data = table(doc, {
      first: "Action",
      name: (row) => String(row.title),
      path: (row) => `quality/capas/${row.id}`,
      total: count(doc.facts.of),
    }, [
      cell("State", "text", (row) => plain(String(row.state))),
      date("Due", "due"),
      cell("Overdue", "text", (row) => row.overdue === true ? "yes" : null),
      number("Findings of the site", "n"),
    ]);
    const { ineffective, overdue } = doc.facts;
    const said = `${num(count(doc.value))} not closed, ${num(count(overdue))} overdue`;
    const stand = isNone(doc)
      ? NO_SITE
      : count(ineffective) > 0
      ? critical(`${said}, ${num(count(ineffective))} did not work`)
      : count(overdue) > 0
      ? atRisk(said)
      : onTrack(said);
    return shown(data, stand, `${capital(stand.reason)}.`);
  },
};

const TASKS: Entry = {
  key: "site.tasks",
  type: "table",
  title: "Tasks of the site",
  formula: "tasks at the site with the milestone that they lead to, open ones first",
  thresholds: "at risk: one is past its day",
  params: [...PARAMS],
  show(doc) {
    const data = table(doc, {
      first: "Task",
      name: (row) => String(row.title),
      path: (row) => `plan?item=${row.id}`,
      total: count(doc.facts.of),
    }, [
      words("Milestone", "milestone"),
      words("Owner", "owner"),
      date("Due", "due"),
      date("Done", "doneOn"),
      cell(
        "State",
        "text",
        (row) =>
          row.done === true ? "done" : row.late === true ? "late" : !s(row.due) ? "no day" : "open",
      ),
    ]);
    const late = count(doc.facts.late);
    const stand = isNone(doc) || count(doc.facts.of) === 0
      ? unknown(isNone(doc) ? NO_SITE.reason : "no task is recorded for the site")
      : late > 0
      ? atRisk(`${num(late)} of ${num(count(doc.value))} open ones late`)
      : onTrack(`${num(count(doc.value))} open, none late`);
    return shown(data, stand, `${capital(stand.reason)}.`);
  },
};

export const SITE_RECORDS: Entry[] = [DOCUMENTS, CONSENT, DEVIATIONS, CAPAS, TASKS];
