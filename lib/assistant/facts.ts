/**
 * What figures say, one fact a row, point or step, in the words that a reader sees: what a model is
 * told, and what its figures are looked up in. Pure.
 */
import { createHash } from "node:crypto";
import type { Action } from "@/lib/actions/model.ts";
import type { Cell, Column, Data, Stand, Widget } from "@/lib/dashboard/model.ts";
import { day, num, pct, plain, units } from "@/lib/dashboard/text.ts";
import { sayMoney } from "@/lib/budget/model.ts";
import type { TabFact } from "./model.ts";

/** A fact before it has its number and place. */
export interface Said extends Pick<TabFact, "label" | "value" | "asOf" | "href"> {
  /** What it says without ages, where it says one: "34 days late" is another text tomorrow. */
  lasting?: string | null;
}

export const standWords = ({ state, reason }: Stand) =>
  `${plain(state.replace("-", "_"))}: ${reason}`;
const some = (parts: (string | null | undefined | false)[]) => parts.filter(Boolean).join("; ");

/** What a cell says; null: nothing. */
export function cellWords(cell: Cell, { kind }: Pick<Column, "kind">): string | null {
  if (cell === null || cell === "") return null;
  if (typeof cell === "object") {
    return "minor" in cell
      ? `${cell.currency} ${sayMoney(cell.minor, cell.currency)}`
      : standWords(cell);
  }
  if (typeof cell === "string") return kind === "date" ? day(cell) : cell;
  return kind === "percent" || kind === "bar" ? pct(cell) : num(cell, 2);
}

type Of<T extends Data["type"]> = Extract<Data, { type: T }>;

function figure({ value, unit, targetWords }: Of<"kpi">): string | null {
  if (value === null) return null;
  const shown = unit === "percent"
    ? pct(value)
    : unit === "ratio"
    ? `${num(value)} : 1`
    : unit === "days"
    ? `${num(value)} days`
    : num(value);
  return some([shown, targetWords]);
}

function tableFacts({ columns, rows }: Of<"table">, base: string): Said[] {
  const said = (cells: Cell[], ages: boolean) =>
    some(
      // The first column is the name.
      columns.slice(1).map((column, i) => {
        const words = ages || !column.age ? cellWords(cells[i] ?? null, column) : null;
        return words === null ? null : `${column.label}: ${words}`;
      }),
    ) || null;
  const aging = columns.some(({ age }) => age);
  return rows.map(({ name, path, cells }) => ({
    ...{ label: name, value: said(cells, true) },
    ...(aging ? { lasting: said(cells, false) } : {}),
    ...(path ? { href: `${base}/${path}` } : {}),
  }));
}

const RISK = ["likelihood", "impact", "detectability"] as const;

/** What each kind of figure says. */
function dataFacts(data: Data, base: string): Said[] {
  switch (data.type) {
    case "kpi":
      return [{ label: "", value: figure(data) }];
    case "table":
      return tableFacts(data, base);
    case "list":
      return data.items.map(({ title, detail, age, path }) => ({
        label: title,
        value: (age ? `${detail}, ${age}` : detail) || "recorded",
        ...(age ? { lasting: detail } : {}),
        ...(path ? { href: `${base}/${path}` } : {}),
      }));
    case "timeline":
      return data.items.map(({ title, on, state }) => ({
        label: title,
        value: some([on && day(on), state]),
        href: `${base}/plan`,
      }));
    case "workflow":
      return [
        ...data.steps.map(({ label, n }) => ({ label, value: num(n) })),
        ...data.notes.map((note) => ({ label: "note", value: note })),
      ];
    case "text":
      return data.sentences.map((value) => ({ label: "", value }));
    case "chart":
      return data.bars.map(({ label, n, note }) => ({
        label,
        value: n === null ? null : some([units(n, data.unit), note]),
      }));
    case "gantt":
      return data.items.map(({ title, kind, from, to, late }) => ({
        label: title,
        value: some([
          kind === "task" && from !== null ? `${day(from)} to ${day(to)}` : day(to),
          late && "late",
        ]),
        href: `${base}/plan`,
      }));
    case "heatmap":
      return data.risks.map((risk) => ({
        label: risk.title,
        value: some(RISK.map((name) => risk[name] === null ? null : `${name} ${risk[name]}`)),
        href: `${base}/quality?risk=${risk.id}`,
      }));
    case "funnel":
      return [
        ...data.steps.map(({ label, n, share }) => ({
          label,
          value: n === null
            ? null
            : some([num(n), share !== null && `${pct(share)} of the step before`]),
        })),
        ...data.notes.map((note) => ({ label: "note", value: note })),
      ];
    case "burnup": {
      const last = data.points.at(-1);
      const { plan, planned } = data;
      return [
        {
          label: "enrolled",
          value: last ? `${num(last.n)} at ${num(last.sites)} sites on ${day(last.on)}` : null,
        },
        {
          label: "planned",
          value: plan &&
            some([
              planned !== null && `${num(planned)} until then`,
              `${num(plan.target)} in all, ${day(plan.firstOn)} to ${day(plan.lastOn)}`,
            ]),
        },
      ];
    }
    case "grid":
      return data.rows.map(({ name, path, cells }) => ({
        label: name,
        value: some(
          cells.map((cell, i) => cell && `${data.columns[i]}: ${cell.text} (${plain(cell.state)})`),
        ) || null,
        ...(path ? { href: `${base}/${path}` } : {}),
      }));
    case "diagram":
      return [{ label: "", value: data.alt, href: `${base}/diagrams` }];
  }
}

/** What a widget says; not known where it says nothing. @param base "/projects/<id>" */
export function widgetFacts(widget: Widget, base: string): Said[] {
  const { data, title, asOf, status, reason } = widget;
  if (data === null) return [{ label: title, value: null, asOf }];
  const stand = status && reason ? standWords({ state: status, reason }) : null;
  const said = dataFacts(data, base);
  const facts = said.map(({ label, value, href, ...more }, i) => ({
    ...more,
    label: label ? `${title}: ${label}` : title,
    value: data.type === "kpi" && i === 0 ? some([value as string | null, stand]) || null : value,
    asOf,
    ...(href ? { href } : {}),
  }));
  if (facts.length === 0) return [{ label: title, value: stand ?? "none recorded", asOf }];
  return data.type !== "kpi" && stand ? [{ label: title, value: stand, asOf }, ...facts] : facts;
}

/** Days that a rule counts to or from today; those of a slip are counted from a baseline. */
const AGE = /[\d,]+ days?\b/g;

/** What an action says. */
export function actionFact(action: Action, asOf: string): Said {
  const { rule, title, found, why, severity, dueOn, ageDays, owner, href } = action;
  const said = (facts: string, age: string | false) =>
    some([
      plain(severity.replace("-", "_")),
      facts || why,
      dueOn && `due ${day(dueOn)}`,
      age,
      owner?.name && `owner ${owner.name}`,
    ]);
  return {
    label: `To do: ${title}`,
    value: said(found, ageDays !== null && ageDays > 0 && `open for ${num(ageDays)} days`),
    lasting: said(rule === "critical_path_slip" ? found : found.replace(AGE, "days"), false),
    asOf,
    href,
  };
}

/** SHA-256 of what facts say, in hex: without their numbers, times of reading and ages. */
export function hashOf(facts: readonly Omit<Said, "asOf">[]): string {
  const said = facts.map(({ label, value, lasting = value }) => [label, lasting, null]);
  return createHash("sha256").update(JSON.stringify(said)).digest("hex");
}
