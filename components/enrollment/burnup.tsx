/** Enrolled against plan over time: drawn for two widths, told in words, and given as a table. */
import type { Summary } from "@/lib/enrollment/model.ts";

import { enrollingOf, standOfPlan } from "@/lib/enrollment/words.ts";
import { formatDate, formatNumber, plural } from "../format.ts";
import { Gap } from "../marks.tsx";
import { Widget } from "../widget.tsx";
import { burnOf, type Frame, type Label, NARROW, WIDE } from "./burn.ts";
import { hrefOf, missingWords, type Place, planDayWords, scopeWords } from "./words.ts";

/** The chart in one paragraph. */
export function burnWords(summary: Summary): string {
  const { plan, series, planned } = summary;
  const last = series.at(-1);
  if (!last) return "Nobody was counted yet.";
  const begun = `${formatNumber(last.enrolled)} enrolled on ${formatDate(last.on)}, counted at ${
    plural(last.sites, "site")
  }`;
  if (planned === null) return `${begun}. The plan is not known.`;
  const { reason } = standOfPlan(last.enrolled, planned, enrollingOf(summary));
  return `${begun}, against ${formatNumber(Math.round(planned))} planned (${reason}). ` +
    `Target ${formatNumber(plan.target!)} by ${formatDate(plan.last.on!)}.`;
}

/** Where the first thing that is missing can be given. */
function gapAct({ plan }: Summary, projectId: string): { href: string; label: string } {
  const base = `/projects/${projectId}`;
  if (plan.missing[0] !== "target") return { href: `${base}/plan`, label: "Open the plan" };
  return plan.sitesWithoutTarget === null
    ? { href: `${base}/settings`, label: "Set the target" }
    : { href: `${base}/sites`, label: "Open sites" };
}

interface BurnUpProps {
  projectId: string;
  summary: Summary;
  place: Place;
  asOf: string;
}

export function BurnUp({ projectId, summary, place, asOf }: BurnUpProps) {
  const { plan, series } = summary;
  const words = burnWords(summary);
  return (
    <Widget
      id="burnup"
      title="Enrollment against plan"
      note={summary.scope.kind === "study" ? undefined : scopeWords(summary)}
      span={7}
      foot={{
        formula: "each site's newest count by week; plan: a line from first to last participant in",
        asOf,
        source: plural(summary.total.counted, "site"),
        link: { href: hrefOf(place, { proof: "planned" }), label: "Proof" },
      }}
    >
      <Chart summary={summary} frame={WIDE} label={words} />
      <Chart summary={summary} frame={NARROW} label={words} />
      <p class="text-ink-2 mt-2">{words}</p>
      {plan.missing.length > 0 && (
        <div class="mt-3">
          <Gap
            what={`${missingWords(plan.missing, plan)}, so there is no planned curve.`}
            act={gapAct(summary, projectId)}
          />
        </div>
      )}
      {plan.missing.length === 0 && (
        <p class="text-xs text-ink-3 mt-2">
          First participant in {planDayWords(plan.first)}; last {planDayWords(plan.last)}.
        </p>
      )}
      {series.length > 0 && <Points summary={summary} />}
    </Widget>
  );
}

const text = (one: Label, name?: string) => (
  <text class={name} x={one.x} y={one.y} text-anchor={one.anchor}>{one.text}</text>
);

function Chart({ summary, frame, label }: { summary: Summary; frame: Frame; label: string }) {
  const burn = burnOf(summary, frame);
  if (!burn) return null;
  const { width, height, left, right, top, bottom } = frame;
  return (
    <svg
      class={`chart ${frame === WIDE ? "at-wide" : "at-narrow"}`}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      {burn.grid.map(({ y, text }, index) => (
        <>
          <line class={index === 0 ? "ax" : "gl"} x1={left} x2={width - right} y1={y} y2={y} />
          <text x={left - 6} y={y + 4} text-anchor="end">{text}</text>
        </>
      ))}
      {burn.dates.map((one) => text(one))}
      <line class="today" x1={burn.asOf.x} x2={burn.asOf.x} y1={top - 6} y2={height - bottom} />
      {text(burn.asOf.label, "today-t")}
      {burn.plan && <polyline class="plan" points={burn.plan} />}
      <polyline class="fact" points={burn.fact} />
      <circle class="dot" cx={burn.dot.x} cy={burn.dot.y} r="4" />
      {burn.target && text(burn.target, "lbl2")}
      {burn.planned && text(burn.planned, "lbl2")}
      {text(burn.enrolled, "lbl")}
    </svg>
  );
}

function Points({ summary }: { summary: Summary }) {
  return (
    <details class="more mt-3">
      <summary>The same in a table</summary>
      <div class="scroll points" tabIndex={0} role="region" aria-label="Enrolled by week, table">
        <table class="tbl">
          <caption class="vh">Enrolled by week, {scopeWords(summary)}</caption>
          <thead>
            <tr>
              <th scope="col">By</th>
              <th scope="col" class="r">Enrolled</th>
              <th scope="col" class="r">Planned</th>
              <th scope="col" class="r">Sites counted</th>
            </tr>
          </thead>
          <tbody>
            {summary.series.toReversed().map((one) => (
              <tr>
                <th scope="row">{formatDate(one.on)}</th>
                <td class="r">{formatNumber(one.enrolled)}</td>
                <td class="r">
                  {one.planned === null ? "–" : formatNumber(Math.round(one.planned))}
                </td>
                <td class="r">{formatNumber(one.sites)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
