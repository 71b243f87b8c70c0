/** How a budget stands, and by which rule. Pure. */
import type { Figures, Line } from "./model.ts";

export const FORMULA =
  "planned = unit amount × planned quantity; forecast = what was or has to be paid for what " +
  "happened + unit amount × what is still expected; variance = forecast − planned";

/** Over these shares of the plan, a forecast is at risk, and critical. */
export const AT_RISK_OVER = 0.1;
export const CRITICAL_OVER = 0.2;

export type Standing = "on-track" | "at-risk" | "critical" | "unknown";

/** How figures stand; `unknown`: how many lines stand on nothing. The reason, in words. */
export function standingOf(
  { planned, actual, forecast, variance, varianceRatio }: Figures,
  unknown: number,
): { state: Standing; reason: string } {
  if (forecast === null || variance === null) {
    return { state: "unknown", reason: "the forecast is more than can be counted exactly" };
  }
  if (planned === 0 && forecast > 0) return { state: "critical", reason: "nothing was planned" };
  const share = `${percent(Math.abs(varianceRatio ?? 0))} %`;
  const over = varianceRatio ?? 0;
  if (over > CRITICAL_OVER) return { state: "critical", reason: `${share} over plan, limit 20 %` };
  if (over > AT_RISK_OVER) return { state: "at-risk", reason: `${share} over plan, limit 10 %` };
  if (actual > planned) return { state: "at-risk", reason: "more is booked than was planned" };
  if (unknown > 0) return { state: "unknown", reason: "some bookings say no quantity" };
  if (variance === 0) return { state: "on-track", reason: "as planned" };
  return { state: "on-track", reason: `${share} ${over > 0 ? "over" : "under"} plan` };
}

/** How a line stands, on the table, in its drawer and where it needs somebody. */
export function lineStanding(line: Line): ReturnType<typeof standingOf> {
  const stand = standingOf(line, line.basis === "unknown" ? 1 : 0);
  return stand.state === "on-track" && line.stands.includes("loose")
    ? { state: "unknown", reason: "what drives it is not said" }
    : stand;
}

/** One decimal; what is over a limit is not rounded onto it. */
const percent = (share: number) => {
  const tenths = Math.round(share * 1000);
  const onto = [AT_RISK_OVER, CRITICAL_OVER].some((limit) =>
    share > limit && tenths <= limit * 1000
  );
  return (onto ? tenths + 1 : tenths) / 10;
};
