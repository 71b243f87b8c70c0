/** One line's money on a bar: solid what was booked, dashed to the forecast, a tick at the plan. */
import type { Figures } from "@/lib/budget/model.ts";

export function MoneyBar({ planned, actual, forecast }: Figures) {
  const most = Math.max(planned, actual, forecast ?? 0);
  if (most === 0) return null;
  const part = (minor: number) => Math.round(1000 * Math.max(0, minor) / most) / 10;
  return (
    <svg class="bar mini" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect class="t" y="3" width="100" height="6" />
      <rect class="b" y="3" width={part(actual)} height="6" />
      {forecast !== null && forecast > actual && (
        <line x1={part(actual)} x2={part(forecast)} y1="6" y2="6" stroke-dasharray="3 2" />
      )}
      <line x1={part(planned)} x2={part(planned)} y1="0" y2="12" />
    </svg>
  );
}
