/** Sums of the ledger in tables: by person, study, day, document; outcomes; the privacy gate. */
import type { ComponentChildren } from "preact";
import type { Sum, Usage } from "@/lib/assistant/usage_model.ts";
import { formatDate, formatNumber, plural } from "../format.ts";
import { type FootProps, Widget } from "../widget.tsx";
import { costWords, figureWords, outcomeWords, purposeOf, seconds } from "./usage_words.ts";

interface Row extends Sum {
  name: ComponentChildren;
  key: string;
}

interface SumsProps {
  id: string;
  title: string;
  /** What a row is of. */
  of: string;
  rows: Row[];
  foot: FootProps;
}

const FORMULA = "calls, tokens and known cost added up; the time is the median of calls of a model";

/** A table of sums; the first column says of what. */
export function Sums({ id, title, of, rows, foot }: SumsProps) {
  return (
    <Widget id={id} title={title} span={12} foot={foot}>
      <table class="tbl cards">
        <caption class="vh">{`Use of the model by ${of.toLowerCase()}`}</caption>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            <th scope="col" class="r">Calls</th>
            <th scope="col" class="r">Tokens in</th>
            <th scope="col" class="r">Tokens out</th>
            <th scope="col" class="r">Cost</th>
            <th scope="col" class="r">Median time</th>
            <th scope="col" class="r">Figures not in the facts</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.name}</th>
              <td class="r">
                <span class="md:hidden">{plural(row.calls, "call")}</span>
                <span class="max-md:hidden">{formatNumber(row.calls)}</span>
                {(row.cached > 0 || row.failed > 0) && (
                  <span class="src max-md:hidden">
                    {[
                      row.cached > 0 && `${formatNumber(row.cached)} given again`,
                      row.failed > 0 && `${formatNumber(row.failed)} without an answer`,
                    ].filter(Boolean).join(", ")}
                  </span>
                )}
              </td>
              <td class="r hide">{formatNumber(row.input)}</td>
              <td class="r hide">{formatNumber(row.output)}</td>
              <td class="r full">{costWords(row)}</td>
              <td class="r hide">{seconds(row.median)}</td>
              <td class="r hide">{figureWords(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Widget>
  );
}

interface TablesProps {
  usage: Usage;
  /** Titles of documents by type. */
  titles: Record<string, string>;
  /** Of an organisation: its studies too. */
  whole: boolean;
}

/** What the sums are of, in the words of a foot. */
export function footOf({ asOf, total }: Usage, formula = FORMULA): FootProps {
  return { formula, asOf, source: `${plural(total.calls, "call")} that you may see` };
}

export function UsageTables({ usage, titles, whole }: TablesProps) {
  const { people, studies, days, documents } = usage;
  const foot = footOf(usage);
  return (
    <>
      <Sums
        id="people"
        title="People"
        of="Person"
        rows={people.map((row) => ({ ...row, key: row.id, name: row.name ?? "somebody who left" }))}
        foot={foot}
      />
      {whole && (
        <Sums
          id="studies"
          title="Studies"
          of="Study"
          rows={studies.map((row) => ({
            ...row,
            key: row.id,
            name: <a href={`/projects/${row.id}/assistant/usage`}>{row.name ?? "a study"}</a>,
          }))}
          foot={foot}
        />
      )}
      <Sums
        id="documents"
        title="Documents"
        of="Document"
        rows={documents.map((row) => ({
          ...row,
          key: `${row.operation} ${row.tab}`,
          name: purposeOf(row, titles),
        }))}
        foot={foot}
      />
      <Sums
        id="days"
        title="Days"
        of="Day"
        rows={days.toReversed().map((row) => ({ ...row, key: row.day, name: formatDate(row.day) }))}
        foot={{ ...foot, formula: `${FORMULA}; days in ${usage.zone}` }}
      />
      <Outcomes usage={usage} />
      <Gate usage={usage} />
    </>
  );
}

function Outcomes({ usage }: { usage: Usage }) {
  return (
    <Widget
      id="outcomes"
      title="How calls ended"
      span={7}
      foot={footOf(usage, "calls counted by how they ended")}
    >
      <Counts
        caption="Calls by how they ended"
        of="Outcome"
        rows={usage.outcomes.map(({ outcome, calls }) => [outcomeWords(outcome), calls])}
      />
    </Widget>
  );
}

function Gate({ usage }: { usage: Usage }) {
  return (
    <Widget
      id="gate"
      title="Taken out before anything was sent"
      span={5}
      foot={footOf(usage, "what the privacy gate replaced in each call, added up by class")}
    >
      {usage.gate.length === 0
        ? <p class="text-ink-2">Nothing was taken out of these calls.</p>
        : (
          <Counts
            caption="What the privacy gate replaced"
            of="Class"
            rows={usage.gate.map((one) => [className(one.class), one.n])}
          />
        )}
    </Widget>
  );
}

function Counts({ caption, of, rows }: { caption: string; of: string; rows: [string, number][] }) {
  return (
    <table class="tbl">
      <caption class="vh">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{of}</th>
          <th scope="col" class="r">Number</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, n]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="r">{formatNumber(n)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The gate also takes out what only looks like one of its own tokens. */
const className = (name: string) =>
  name === "LITERAL" ? "brackets like those of a token" : name.replaceAll(/[_-]/g, " ");
