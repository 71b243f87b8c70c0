/** Widgets that are tables: rows of figures, the grid of indicators, the heat map of risks. */
import type { Cell, Column, Data } from "@/lib/dashboard/model.ts";
import { formatDate, formatNumber, formatPercent } from "../format.ts";
import { Glyph } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { More } from "./lists.tsx";
import { DASH, isMoney, isStand, MARKS, moneyWords, round } from "./words.ts";

interface Props<Type extends Data["type"]> {
  data: Extract<Data, { type: Type }>;
  base: string;
  title: string;
}

const RIGHT = new Set<Column["kind"]>(["number", "money", "percent"]);

function cellWords(cell: Cell, kind: Column["kind"]): string {
  if (cell === null) return DASH;
  if (isMoney(cell)) return moneyWords(cell);
  if (typeof cell === "number") {
    return kind === "percent" ? formatPercent(cell, 1) : formatNumber(Math.round(cell * 100) / 100);
  }
  return kind === "date" ? formatDate(String(cell)) : String(cell);
}

/** "8 / 9": a bar of what was reached, a tick at what was meant to be. */
function Bar({ text }: { text: string }) {
  const [have = 0, goal = NaN] = text.split(" / ").map(Number);
  const top = Math.max(have, goal || 0, 1) * 1.2;
  const tick = Number.isNaN(goal) ? "" : `M${round(goal / top * 100)} 0v12`;
  return (
    <>
      <svg class="bar mini" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        <rect class="b" y="3" width={round(have / top * 100)} height="6" />
        {tick && <path d={tick} />}
      </svg>{" "}
      {text}
    </>
  );
}

function bodyCell(cell: Cell, kind: Column["kind"], label: string) {
  if (isStand(cell)) {
    const mark = MARKS[cell.state];
    return (
      <td class="wrap full">
        <Status state={mark.glyph} word={mark.word} reason={cell.reason} />
      </td>
    );
  }
  const right = RIGHT.has(kind);
  const name = kind === "bar" ? undefined : right ? "r hide" : "hide";
  return (
    <td class={name}>
      {kind === "bar" && typeof cell === "string" ? <Bar text={cell} /> : cellWords(cell, kind)}
      {kind === "bar" && <span class="vh">{` ${label}`}</span>}
    </td>
  );
}

export function TableBody({ data, base, title }: Props<"table">) {
  const { columns, rows, total } = data;
  if (rows.length === 0) return <p class="text-ink-2">No row is recorded.</p>;
  const cards = columns.some((column) => column.kind === "stand" || column.kind === "bar");
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={`${title}, table`}>
        <table class={cards ? "tbl cards" : "tbl"}>
          <caption class="vh">{title}</caption>
          <thead>
            <tr>
              {columns.map(({ label, kind }) => (
                <th scope="col" class={RIGHT.has(kind) ? "r" : undefined}>{label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, path, cells }) => (
              <tr>
                <th scope="row">{path ? <a href={`${base}/${path}`}>{name}</a> : name}</th>
                {cells.map((cell, n) =>
                  bodyCell(cell, columns[n + 1]!.kind, columns[n + 1]!.label)
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > rows.length && <More n={total - rows.length} />}
    </>
  );
}

const columnHead = (name: string | number) => <th scope="col">{name}</th>;

export function GridBody({ data, base, title }: Props<"grid">) {
  if (data.rows.length === 0) return <p class="text-ink-2">Nothing is recorded.</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={`${title}, table`}>
      <table class="tbl kg">
        <caption class="vh">{title}</caption>
        <thead>
          <tr>
            <th scope="col">Site</th>
            {data.columns.map(columnHead)}
          </tr>
        </thead>
        <tbody>
          {data.rows.map(({ name, path, cells }) => (
            <tr>
              <th scope="row">{path ? <a href={`${base}/${path}`}>{name}</a> : name}</th>
              {cells.map((cell) => (
                <td>
                  {cell
                    ? (
                      <span class={`st ${MARKS[cell.state].glyph}`}>
                        <Glyph name={MARKS[cell.state].glyph} />
                        {cell.text}
                        <span class="vh">{`, ${MARKS[cell.state].word}`}</span>
                      </span>
                    )
                    : <span class="text-ink-3">none</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const LEVELS = ["Rare", "Unlikely", "Possible", "Likely", "Expected"];
/** Zones of likelihood × impact: from 8 it is worth a look, from 15 it is the top. */
const zone = (score: number) => score >= 15 ? "hi" : score >= 8 ? "md" : undefined;

export function HeatmapBody({ data, base, title }: Props<"heatmap">) {
  const { risks, notScored } = data;
  return (
    <>
      {risks.length > 0 && heat(risks, base)}
      {notScored > 0 && (
        <p class="text-xs text-ink-3 mt-2">
          {`${title}: ${formatNumber(notScored)} not scored yet`}
        </p>
      )}
    </>
  );
}

function heat(risks: Extract<Data, { type: "heatmap" }>["risks"], base: string) {
  return (
    <table class="heat">
      <caption>Likelihood down, impact across; small figure is detectability</caption>
      <tbody>
        {[5, 4, 3, 2, 1].map((likelihood) => (
          <tr>
            <th scope="row">{`${LEVELS[likelihood - 1]} ${likelihood}`}</th>
            {[1, 2, 3, 4, 5].map((impact) => (
              <td class={zone(likelihood * impact)}>
                {risks.filter((risk) => risk.likelihood === likelihood && risk.impact === impact)
                  .map((risk) => (
                    <a href={`${base}/quality?risk=${risk.id}`} title={risk.title}>
                      {`R${String(risk.no).padStart(2, "0")}`}
                      {risk.detectability !== null && <sup>{risk.detectability}</sup>}
                    </a>
                  ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            <span class="vh">Impact</span>
          </th>
          {[1, 2, 3, 4, 5].map(columnHead)}
        </tr>
      </tfoot>
    </table>
  );
}
