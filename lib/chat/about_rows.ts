/** Facts of one row: its fields as people see them, how it stands, who has it, what it asks for. */
import type { Action } from "@/lib/actions/model.ts";
import { actionsAboutIn } from "@/lib/actions/service.ts";
import { actionFact, widgetFacts } from "@/lib/assistant/facts.ts";
import { RIGHTS_OF } from "@/lib/assistant/skeleton.ts";
import { figuresIn } from "@/lib/dashboard/service.ts";
import { capital, day, num } from "@/lib/dashboard/text.ts";
import type { Sql } from "@/lib/db/mod.ts";
import type { Milestone, Plan, Task } from "@/lib/planning/model.ts";
import { STATUS_WORDS } from "@/lib/planning/model.ts";
import { planIn } from "@/lib/planning/service.ts";
import type { RowSpec } from "@/lib/rows/model.ts";
import { type NamedRow, namedRowIn } from "@/lib/rows/naming.ts";
import { ABOUT_KINDS, placeOfRow, REFERENCES } from "./about_kinds.ts";
import type { Told } from "./about_model.ts";
import type { AboutRef, Found } from "./model.ts";
import {
  derivedFields,
  type FieldList,
  labelOf,
  looseWords,
  saidFields,
  valueOf,
} from "./about_words.ts";

/** Kinds that a rule speaks of: of the others nothing needs doing, and looking costs all rules. */
const RULED = new Set([
  ...["site", "staff", "site_staff", "task", "milestone", "plan_item", "document"],
  ...["document_version", "document_requirement", "document_use", "risk", "kri", "qtl"],
  ...["deviation", "capa", "budget_line"],
]);
/** Figures of the catalogue that say how a site stands. */
const OF_SITE = ["site.facts", "site.gate", "site.enrollment", "site.indicators"];
/** Of its facts the row has the days itself. */
const ITS_DAYS = /^Where the site stands: /;
/** What needs doing about a row, at most: the worst of it. */
const MOST_ACTIONS = 5;
/** Of a row's name that stands before each of its facts. */
const LONGEST_NAME = 80;

const shortened = (text: string) =>
  text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;

interface Row extends NamedRow {
  spec: RowSpec;
}

/** The row among those that its kind can be; undefined when none of them is seen. */
async function rowOf(sql: Sql, projectId: string, kind: string, id: string) {
  const found = await Promise.all(ABOUT_KINDS[kind]!.specs.map(async (spec) => {
    const row = await namedRowIn(sql, spec, { projectId, id, kind }, REFERENCES);
    return row && { ...row, spec };
  }));
  return found.find((row) => row !== undefined);
}

interface Placed {
  kind: string;
  /** What all facts begin with. */
  head: string;
  href: string;
}

interface Said {
  /** What follows from the row as of now. */
  standing: Found[];
  /** What was said of it, as of when it was changed. */
  fields: Found[];
}

function fieldFacts(
  { spec, item, names, at, by, readAt }: Row,
  { kind, head, href }: Placed,
): Said {
  const told = { table: spec.table, item, names };
  const facts = (of: FieldList, asOf: string, derived: boolean) =>
    of.map(([name, schema]): Found => ({
      ...{ kind, href, asOf, label: `${head}: ${labelOf(name, spec.table)}` },
      value: valueOf(name, schema, item[name], { ...told, derived }),
    }));
  const more: [string, string | null][] = [
    ...proposedOf(item.changes),
    ...(item.restricted ? [["Restricted", "yes"] as [string, string]] : []),
    ["Changed last", by === null ? day(at.slice(0, 10)) : `${day(at.slice(0, 10))} by ${by}`],
  ];
  const fields = facts(saidFields(spec), at, false);
  return {
    standing: facts(derivedFields(spec), readAt, true),
    fields: [
      ...fields.filter(({ value }) => value !== null),
      ...more.map(([label, value]): Found => ({
        ...{ kind, href, value, asOf: at, label: `${head}: ${label}` },
      })),
      ...fields.filter(({ value }) => value === null),
    ],
  };
}

/** What a proposal would change, in order. */
function proposedOf(changes: unknown): [string, string][] {
  if (!Array.isArray(changes)) return [];
  return changes.slice(0, 5).map(({ op, target, before, after }, i) => {
    const said = Object.entries(after as Record<string, unknown>).map(([name, value]) => {
      const was = (before as Record<string, unknown> | undefined)?.[name];
      const instead = was === undefined || was === null ? "" : ` instead of ${looseWords(was)}`;
      return `${labelOf(name, "")} ${looseWords(value)}${instead}`;
    });
    const what = `${op === "insert" ? "add" : "change"} a ${String(target).replaceAll("_", " ")}`;
    return [`Change ${i + 1}`, `${what}: ${said.join("; ")}`];
  });
}

const days = (n: number | null, late: string, early: string) =>
  n === null ? null : n === 0 ? "0 days" : `${num(Math.abs(n))} days ${n > 0 ? late : early}`;

/** What follows for an item of the plan from all of it. */
function planFacts(plan: Plan, id: string, { kind, head, href }: Placed): Found[] {
  const all: (Task | Milestone)[] = [...plan.tasks, ...plan.milestones];
  const item = all.find((one) => one.id === id);
  if (!item) return [];
  const title = (other: string | null) => all.find((one) => one.id === other)?.title ?? null;
  const { forecast, baseline, heldBy, missing, critical, slackDays } = item;
  const said: [string, string | null][] = [
    ["How it stands", STATUS_WORDS[item.status]],
    ["Forecast by the plan", forecast.finishOn && day(forecast.finishOn)],
    ["Past its planned day", days(item.lateDays, "late", "early")],
    ["Forecast against the plan", days(item.slipDays, "later", "earlier")],
    ["Newest baseline", baseline?.finishOn ? day(baseline.finishOn) : null],
    ["Slack", slackDays === null ? null : `${num(slackDays)} days`],
    ["On the critical path", critical ? "yes" : "no"],
    ...(heldBy ? [["Held by", title(heldBy)] as [string, string | null]] : []),
    ...(missing.length > 0
      ? [["Waits for a date of", missing.map(title).join(", ")] as [string, string]]
      : []),
  ];
  return said.map(([label, value]) => ({
    ...{ kind, href, value, label: `${head}: ${label}`, asOf: plan.asOf },
  }));
}

/** What the rules ask for, with why. */
function doingFacts(actions: readonly Action[], today: string): Found[] {
  return actions.flatMap((action) => {
    const { label, value, asOf, href = action.href } = actionFact(action, today);
    return [
      { kind: "action", label, value, asOf, href },
      { kind: "action", label: `${label}: Why it matters`, value: action.matters, asOf, href },
    ];
  });
}

/** Of a gate: held, so nothing to do about it. */
const isInOrder = ({ value }: Found) => String(value).startsWith("Held: held");

/** "Site 012 Leeds", "Version 2.0 of Protocol". */
function nameOf({ spec, label, item, names }: Row): string {
  const said = label.replace(/\d{4}-\d\d-\d\d$/, (on) => day(on));
  const whole = said.toLowerCase().startsWith(`${spec.one} `) ? said : `${spec.one} ${said}`;
  const document = names.get(String(item.documentId));
  return capital(document ? `${whole} of ${document}` : whole).trim();
}

/**
 * A row as its reader sees it; null when it is not there for them. All of it in one wait.
 * @param named its name alone is wanted: nothing but the row is read
 */
export async function rowAbout(
  sql: Sql,
  projectId: string,
  { kind, id }: AboutRef,
  named = false,
): Promise<Told | null> {
  const base = `/projects/${projectId}`;
  const ofPlan = kind === "task" || kind === "milestone" || kind === "plan_item";
  const [row, doing, plan, figures] = await Promise.all([
    rowOf(sql, projectId, kind, id),
    RULED.has(kind) && !named ? actionsAboutIn(sql, projectId, { rule: null, id }) : null,
    ofPlan && !named ? planIn(sql, projectId) : undefined,
    kind === "site" && !named
      ? figuresIn(sql, projectId, OF_SITE.map((key) => ({ id: key, key, params: { siteId: id } })))
      : undefined,
  ]);
  if (!row) return null;
  const href = placeOfRow(base, kind, row.item) ?? base;
  const label = nameOf(row);
  const placed = { kind, href, head: shortened(label) };
  const actions = (doing?.actions ?? []).slice(0, MOST_ACTIONS);
  const widgets = (figures?.widgets ?? []).filter(({ data }) => data !== null);
  const takes = actions.flatMap(({ rule }) => RIGHTS_OF[rule] ?? []);
  const { standing, fields } = fieldFacts(row, placed);
  const said = widgets.flatMap((widget) =>
    widgetFacts(widget, base).filter(({ label }) => !ITS_DAYS.test(label)).map((fact): Found => ({
      ...{ kind: "figure", href, ...fact, label: `${placed.head}: ${fact.label}` },
    }))
  );
  return {
    about: { kind, id, label, href },
    // What it asks for and how it stands come before what it is; what is in order comes last.
    facts: [
      ...doingFacts(actions, doing?.today ?? ""),
      ...standing,
      ...(plan ? planFacts(plan, id, placed) : []),
      ...said.filter((fact) => !isInOrder(fact)),
      ...fields,
      ...said.filter(isInOrder),
    ],
    refs: [{ kind, id }, ...widgets.flatMap(({ sourceRefs }) => sourceRefs)],
    keys: widgets.map(({ catalogKey }) => catalogKey),
    resources: [row.spec.resource, ...(actions.length > 0 ? ["action"] : []), ...takes],
  };
}
