/** What the planned number stands on, in lines of a proof. */
import type { Summary } from "@/lib/enrollment/model.ts";
import { formatDate, formatNumber } from "../format.ts";
import { missingWords, planDayWords } from "./words.ts";

export function planFacts(summary: Summary): [string, string][] {
  const { plan, planned, asOf } = summary;
  if (planned === null || asOf === null) {
    return [["Planned", `not known: ${missingWords(plan.missing, plan) || "nothing was counted"}`]];
  }
  const target = formatNumber(plan.target!);
  const between = asOf > plan.first.on! && asOf < plan.last.on!;
  const days = (a: string, b: string) => Math.round((Date.parse(b) - Date.parse(a)) / 86_400_000);
  return [
    [
      "Planned",
      between
        ? `${target} × ${days(plan.first.on!, asOf)} ÷ ${
          days(plan.first.on!, plan.last.on!)
        } days = ${formatNumber(Number(planned.toFixed(1)))}, on ${formatDate(asOf)}`
        : `${formatNumber(Math.round(planned))} on ${formatDate(asOf)}`,
    ],
    ["First participant in", planDayWords(plan.first)],
    ["Last participant in", planDayWords(plan.last)],
    [
      "Target",
      `${target} ${
        plan.sitesWithoutTarget === null ? "of the study" : "of the targets of the sites"
      }`,
    ],
    ["Limit", "at risk under 80 % of plan"],
  ];
}
