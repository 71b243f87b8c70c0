/** An indicator over all sites by period: drawn small, told in words. */
import type { Kri, Point } from "@/lib/quality/page_model.ts";
import { judgeOf, periodWords, pointReason, rateWords } from "./words.ts";

const [WIDTH, HEIGHT, PAD] = [360, 120, 8];

interface TrendProps {
  kri: Kri;
  /** Those of the axis, in their order. */
  periods: string[];
  points: Point[];
}

/** Places in the drawing; the thresholds are always inside. */
export function trendOf({ kri, periods, points }: TrendProps) {
  const known = points.flatMap(({ periodOn, value }) =>
    value === null ? [] : [{ n: periods.indexOf(periodOn), v: value }]
  );
  const top = Math.max(kri.amber, kri.red, ...known.map((one) => one.v)) * 1.1 || 1;
  const x = (n: number) =>
    Number((PAD + n * (WIDTH - 2 * PAD) / Math.max(1, periods.length - 1)).toFixed(1));
  const y = (v: number) => Number((HEIGHT - PAD - v * (HEIGHT - 2 * PAD) / top).toFixed(1));
  // A period that is not known breaks the line.
  const runs: string[][] = [];
  for (const [place, { n, v }] of known.entries()) {
    if (place === 0 || known[place - 1]!.n !== n - 1) runs.push([]);
    runs.at(-1)!.push(`${x(n)},${y(v)}`);
  }
  return {
    lines: runs.map((run) => run.join(" ")),
    dots: known.map(({ n, v }) => ({ x: x(n), y: y(v) })),
    amber: y(kri.amber),
    red: y(kri.red),
  };
}

export function Trend(props: TrendProps) {
  const { kri, periods, points } = props;
  const last = points.at(-1);
  if (!last) return <p class="text-ink-3">No period has both counts yet.</p>;
  const words = `All sites, ${periodWords(last.periodOn, kri.period)}: ${
    pointReason(last, judgeOf(kri))
  }.`;
  const { lines, dots, amber, red } = trendOf(props);
  const [first, newest] = [periods[0]!, periods.at(-1)!].map((on) => periodWords(on, kri.period));
  return (
    <figure class="trend">
      <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT + 14}`} role="img" aria-label={words}>
        <line class="at-risk" x1={PAD} x2={WIDTH - PAD} y1={amber} y2={amber} />
        <line class="critical" x1={PAD} x2={WIDTH - PAD} y1={red} y2={red} />
        <line class="ax" x1={PAD} x2={WIDTH - PAD} y1={HEIGHT - PAD} y2={HEIGHT - PAD} />
        {lines.map((line) => <polyline key={line} class="fact" points={line} />)}
        {dots.map(({ x, y }) => <circle key={x} class="dot" cx={x} cy={y} r="3" />)}
        <text x={PAD} y={HEIGHT + 10}>{first}</text>
        <text x={WIDTH - PAD} y={HEIGHT + 10} text-anchor="end">
          {newest}
        </text>
      </svg>
      <figcaption class="text-ink-2">
        {words} Lines: at risk from {rateWords(kri.amber, kri.multiplier)}, critical from{" "}
        {rateWords(kri.red, kri.multiplier)}.
      </figcaption>
    </figure>
  );
}
