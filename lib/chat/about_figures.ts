/** Facts of a figure, a widget, an action and a diagram. */
import { type Action, type Rule, RULES } from "@/lib/actions/model.ts";
import { actionsAboutIn } from "@/lib/actions/service.ts";
import { widgetFacts } from "@/lib/assistant/facts.ts";
import { RIGHTS_OF } from "@/lib/assistant/skeleton.ts";
import type { Widget } from "@/lib/dashboard/model.ts";
import { figuresIn, widgetIn } from "@/lib/dashboard/service.ts";
import { capital, day, num, plain } from "@/lib/dashboard/text.ts";
import type { Sql } from "@/lib/db/mod.ts";
import { type Diagram, type Kind, KIND_WORDS, KINDS } from "@/lib/diagrams/model.ts";
import { diagramIn } from "@/lib/diagrams/service.ts";
import { ABOUT_KINDS, placeOfRow } from "./about_kinds.ts";
import type { Told } from "./about_model.ts";
import type { About, Found } from "./model.ts";
import { placeOf } from "./places.ts";

type Pairs = (readonly [label: string, value: string | null])[];
/** What is not known is said; what does not apply is left out. */
const given = (pairs: readonly (readonly [string, string | null | false | undefined])[]): Pairs =>
  pairs.filter((pair): pair is readonly [string, string] => Boolean(pair[1]));

/** The figure, how it is counted, and its rows. */
function figureTold(widget: Widget, about: About, base: string): Told {
  const { title, formula, filled, thresholds, sourceCount, asOf, catalogKey } = widget;
  const said = widgetFacts(widget, base).map((fact): Found => ({
    ...{ kind: "figure", href: about.href, ...fact },
  }));
  const how = given([
    ["How it is counted", formula],
    ["In numbers", filled],
    ["Limits", thresholds],
    ["Rows that it is counted from", num(sourceCount)],
  ]).map(([label, value]): Found => ({
    ...{ kind: "figure", href: about.href, label: `${title}: ${label}`, value, asOf },
  }));
  return {
    ...{ about, refs: widget.sourceRefs, keys: [catalogKey], resources: [] },
    facts: [...said.slice(0, 1), ...how, ...said.slice(1)],
  };
}

/** @param id key of the catalogue, or "<key>:<id of a site or an indicator>" */
export async function figureAbout(sql: Sql, projectId: string, id: string): Promise<Told | null> {
  const [key = "", of] = id.split(":");
  if (of !== undefined && !UUID.test(of)) return null;
  const params = of ? { siteId: of, kriId: of } : {};
  const read = await figuresIn(sql, projectId, [{ id: key, key, params }]);
  const widget = read?.widgets[0];
  if (!widget || widget.data === null) return null;
  const base = `/projects/${projectId}`;
  const ofSite = of !== undefined && widget.params.siteId === of;
  const site = ofSite
    ? read.sources.find((row) => row.kind === "site" && row.id === of)
    : undefined;
  const label = site ? `${widget.title}, site ${site.label}` : widget.title;
  const href = placeOf(key, base, ofSite ? of : null);
  return figureTold(widget, { kind: "figure", id, label, href }, base);
}

export async function widgetAbout(sql: Sql, projectId: string, id: string): Promise<Told | null> {
  const widget = await widgetIn(sql, projectId, id);
  if (!widget || widget.data === null) return null;
  const base = `/projects/${projectId}`;
  const href = `${base}?proof=${id.slice(0, 8)}`;
  return figureTold(widget, { kind: "widget", id, label: widget.title, href }, base);
}

function actionTold(action: Action, today: string): Told {
  const { rule, subject, title, severity, found, why, matters, dueOn, ageDays, owner } = action;
  const { putOff, href, evidence, projectId } = action;
  const pairs: Pairs = [
    ["How it stands", capital(plain(severity.replace("-", "_")))],
    ...given([["What was found", found], ["The rule", why], ["Why it matters", matters]]),
    ["About", subject.label],
    ["Due", dueOn && day(dueOn)],
    ["Open for", ageDays === null ? null : `${num(ageDays)} days`],
    ["Owner", owner ? owner.name : "nobody"],
    ["What to do", title],
    ...given([
      [
        "Put off",
        putOff && `until ${day(putOff.untilOn)} by ${putOff.by || "somebody"}: ${putOff.reason}`,
      ],
    ]),
  ];
  const fact = (label: string, value: string | null, to = href, kind = "action"): Found => ({
    ...{ kind, label: `${title}: ${label}`, value, asOf: today, href: to },
  });
  const base = `/projects/${projectId}`;
  return {
    about: { kind: "action", id: `${rule}:${subject.id}`, label: title, href },
    facts: [
      ...pairs.map(([label, value]) => fact(label, value)),
      ...evidence.map((row) =>
        fact("Stands on", row.label, placeOfRow(base, row.kind, { ...row }) ?? href, row.kind)
      ),
    ],
    refs: evidence.map(({ kind, id }) => ({ kind, id })),
    ...{ keys: [], resources: ["action", ...(RIGHTS_OF[rule] ? [RIGHTS_OF[rule]] : [])] },
  };
}

const isRule = (text: string): text is Rule => RULES.includes(text as Rule);

/** @param id "<rule>:<id of what it is about>" */
export async function actionAbout(sql: Sql, projectId: string, id: string): Promise<Told | null> {
  const [rule = "", subject = ""] = id.split(":");
  if (!isRule(rule) || !UUID.test(subject)) return null;
  const read = await actionsAboutIn(sql, projectId, { rule, id: subject });
  const action = read?.actions[0];
  return action ? actionTold(action, read.today) : null;
}

export const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Days inside of what a compiler says, as pages write them. */
const dated = (text: string) => text.replaceAll(/\b\d{4}-\d\d-\d\d\b/g, (on) => day(on));

function diagramTold(diagram: Diagram, base: string): Told {
  const { kind, rows, formula, summarised, caveat, asOf } = diagram;
  const { title, what } = KIND_WORDS[kind];
  const href = `${base}/diagrams#${kind}`;
  const head: Pairs = [
    ["Shows", what],
    ["How it came about", formula],
    ["Rows behind it", num(rows.length)],
    ...given([["Summarised", summarised], ["Mind", caveat]]),
  ];
  const takes = rows.flatMap((row) => ABOUT_KINDS[row.kind]?.specs[0]?.resource ?? []);
  return {
    about: { kind: "diagram", id: kind, label: `Diagram: ${title}`, href },
    facts: [
      ...head.map(([label, value]): Found => ({
        ...{ kind: "diagram", label: `${title}: ${label}`, value, asOf, href },
      })),
      ...rows.map((row): Found => ({
        ...{ kind: row.kind, label: `${title}: ${row.name}`, value: dated(row.detail), asOf },
        href: placeOfRow(base, row.kind, { ...row }) ?? href,
      })),
    ],
    refs: rows.map((row) => ({ kind: row.kind, id: row.id })),
    ...{ keys: [`diagram.${kind}`], resources: [...new Set(takes)] },
  };
}

const isDiagram = (text: string): text is Kind => KINDS.includes(text as Kind);

export async function diagramAbout(sql: Sql, projectId: string, id: string): Promise<Told | null> {
  const diagram = isDiagram(id) ? await diagramIn(sql, projectId, id) : null;
  return diagram && diagramTold(diagram, `/projects/${projectId}`);
}
