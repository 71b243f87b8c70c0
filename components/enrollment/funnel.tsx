/** The screening funnel: a table with bars and step rates, and what failed in words. */
import type { CountName, RateName, Summary } from "@/lib/enrollment/model.ts";
import { formatNumber, formatPercent, plural } from "../format.ts";
import { Widget } from "../widget.tsx";
import { COUNT_TITLES, countOr, daysOf, hrefOf, type Place, proofId } from "./words.ts";

interface Step {
  count: CountName;
  rate: RateName | null;
}

const STEPS: Step[] = [
  { count: "prescreened", rate: null },
  { count: "screened", rate: "screening" },
  { count: "enrolled", rate: "enrollment" },
  { count: "completed", rate: "completion" },
];

/** Among the figures above; an id is there once. */
const ABOVE = new Set(["enrolled", "enrollment"]);
const idOf = (key: string) => ABOVE.has(key) ? undefined : proofId(key);

const REASONS_NAMED = 4;

/** "79 failed: ECOG over 1 in 31, washout in 22, other reasons in 9, no reason given in 17." */
export function failureWords(summary: Summary): string {
  const { counts, reasons } = summary.total;
  const failed = counts.screenFailed.n;
  if (failed === null) return "Screen failures were not counted.";
  if (failed === 0) return "Nobody failed screening.";
  const all = Object.entries(reasons).filter(([, n]) => n > 0)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const named = all.slice(0, REASONS_NAMED);
  const rest = all.slice(REASONS_NAMED).reduce((sum, [, n]) => sum + n, 0);
  const given = all.reduce((sum, [, n]) => sum + n, 0);
  const parts = [
    ...named.map(([reason, n]) => `${reason} in ${formatNumber(n)}`),
    ...(rest > 0 ? [`other reasons in ${formatNumber(rest)}`] : []),
    ...(given < failed ? [`no reason given in ${formatNumber(failed - given)}`] : []),
  ];
  return `${formatNumber(failed)} failed: ${parts.join(", ")}.`;
}

/** Who is neither failed nor enrolled, where the counts fit together. */
function screeningWords({ total: { counts, rates } }: Summary): string | null {
  const { screened, screenFailed, enrolled } = counts;
  if (screened.n === null || screenFailed.n === null || enrolled.n === null) return null;
  const same = screened.sites === screenFailed.sites && screened.sites === enrolled.sites;
  const still = screened.n - screenFailed.n - enrolled.n;
  const fits = same && still >= 0 && rates.enrollment.sites === screened.sites;
  return fits ? `${formatNumber(still)} still in screening.` : null;
}

function withdrawnWords({ total: { counts } }: Summary): string {
  const { n } = counts.withdrawn;
  return n === null ? "Withdrawals were not counted." : `${formatNumber(n)} withdrawn.`;
}

export function Funnel({ summary, place, asOf }: { summary: Summary; place: Place; asOf: string }) {
  const { counts, rates } = summary.total;
  const most = Math.max(1, ...STEPS.map(({ count }) => counts[count].n ?? 0));
  return (
    <Widget
      id="funnel"
      title="Screening funnel"
      span={5}
      foot={{
        formula: "newest counts of each site, added up; share of the step above",
        asOf,
        source: plural(summary.total.counted, "site"),
      }}
    >
      <table class="funnel">
        <caption class="vh">Screening funnel</caption>
        <thead class="vh">
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Bar</th>
            <th scope="col">People</th>
            <th scope="col">Share of the step above</th>
          </tr>
        </thead>
        <tbody>
          {STEPS.map(({ count, rate }) => (
            <tr>
              <th scope="row">{COUNT_TITLES[count]}</th>
              <td>
                <svg class="bar" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="t" width="100" height="16" />
                  <rect
                    class={count === "enrolled" || count === "completed" ? "b" : "a"}
                    width={Math.round((counts[count].n ?? 0) / most * 1000) / 10}
                    height="16"
                  />
                </svg>
              </td>
              <td class="n">
                <a class="proof" id={idOf(count)} href={hrefOf(place, { proof: count })}>
                  {countOr(counts[count].n)}
                  <span class="vh">{` ${COUNT_TITLES[count]}, ${daysOf(counts[count])}`}</span>
                </a>
              </td>
              <td class="p">
                {rate && (
                  <a class="proof" id={idOf(rate)} href={hrefOf(place, { proof: rate })}>
                    {rates[rate].value === null ? "unknown" : formatPercent(rates[rate].value)}
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="text-xs text-ink-2 mt-2">
        {[failureWords(summary), screeningWords(summary), withdrawnWords(summary)]
          .filter(Boolean).join(" ")}
      </p>
      <Unknowns summary={summary} />
    </Widget>
  );
}

/** Why a share is not given. */
function Unknowns({ summary }: { summary: Summary }) {
  const { rates, counts } = summary.total;
  const found = STEPS.flatMap(({ rate, count }) =>
    rate && rates[rate].unknown && counts[count].n !== null
      ? [`${rates[rate].formula}: ${rates[rate].unknown}`]
      : []
  );
  if (found.length === 0) return null;
  return <p class="text-xs text-ink-3 mt-1">Unknown: {found.join("; ")}.</p>;
}
