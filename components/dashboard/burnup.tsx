/**
 * Enrolled against plan. Drawn once for all widths: lines in percent of the frame, with strokes that
 * do not scale, and words in pixels at a percentage.
 */
import { scaleLinear, scaleUtc } from "d3-scale";
import type { Data } from "@/lib/dashboard/model.ts";
import { formatDate, formatNumber } from "../format.ts";
import { round } from "./words.ts";

interface Props {
  data: Extract<Data, { type: "burnup" }>;
  summary: string;
}

const noon = (on: string) => new Date(`${on}T00:00:00Z`);

/** A path by its steps from point to point: shorter than by their places. */
function inSteps(points: [x: number, y: number][]): string {
  const step = ([x, y]: [number, number], i: number) => {
    const [beforeX, beforeY] = points[i - 1] ?? [0, 0];
    return `${x - beforeX},${y - beforeY}`;
  };
  const [first = "0,0", ...rest] = points.map(step);
  return `M${first}l${rest.join(" ")}`;
}

export function BurnupBody({ data, summary }: Props) {
  const { points, plan, planned } = data;
  const last = points.at(-1);
  if (!last) return <p class="text-ink-2">{summary}</p>;
  const days = [...points.map((point) => point.on), ...(plan ? [plan.firstOn, plan.lastOn] : [])]
    .sort();
  const x = scaleUtc([noon(days[0]!), noon(days.at(-1)!)], [0, 100]);
  const most = Math.max(1, plan?.target ?? 0, ...points.map((point) => point.n));
  const y = scaleLinear([0, most], [100, 0]).nice(4);
  const path = (all: { on: string; n: number }[]) =>
    inSteps(all.map(({ on, n }) => [round(x(noon(on)) * 2), round(y(n))]));
  const [dotX, dotY] = [round(x(noon(last.on))), round(y(last.n))];
  const left = dotX > 70;
  return (
    <>
      <div class="bu">
        <svg aria-hidden="true">
          {y.ticks(4).map((n) => (
            <text x="0" y={`${round(y(n))}%`} dx="-6" dy="4" text-anchor="end">
              {formatNumber(n)}
            </text>
          ))}
          {x.ticks(4).map((on) => (
            <text x={`${round(x(on))}%`} y="100%" dy="18" text-anchor="middle">
              {formatDate(on.toISOString().slice(0, 7))}
            </text>
          ))}
          <svg viewBox="0 0 200 100" preserveAspectRatio="none">
            <path class="gl" d={y.ticks(4).map((n) => `M0 ${round(y(n))}H200`).join("")} />
            {plan && (
              <path
                class="plan"
                d={path([
                  { on: days[0]!, n: 0 },
                  { on: plan.firstOn, n: 0 },
                  { on: plan.lastOn, n: plan.target },
                  { on: days.at(-1)!, n: plan.target },
                ])}
              />
            )}
            <path class="today" d={`M${dotX * 2} 0V100`} />
            <path class="fact" d={path(points)} />
          </svg>
          <circle class="dot" cx={`${dotX}%`} cy={`${dotY}%`} r="4" />
          <text
            class="today-t"
            x={`${dotX}%`}
            y="0"
            dy="-6"
            text-anchor={dotX > 85 ? "end" : "middle"}
          >
            {formatDate(last.on)}
          </text>
          <text
            class="lbl"
            x={`${dotX}%`}
            y={`${dotY}%`}
            dx={left ? -8 : 8}
            dy="16"
            text-anchor={left ? "end" : "start"}
          >
            {`${formatNumber(last.n)} enrolled`}
          </text>
          {planned !== null && plan && (
            <text
              class="lbl2"
              x={`${dotX}%`}
              y={`${round(y(planned))}%`}
              dx="-8"
              dy="-4"
              text-anchor="end"
            >
              {`${formatNumber(Math.round(planned))} planned`}
            </text>
          )}
        </svg>
      </div>
      <p class="text-ink-2 mt-2">{summary}</p>
    </>
  );
}
