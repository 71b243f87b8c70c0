/** What the forms about sites write. */
import type { Act } from "@/components/act.ts";
import type { RowSpec } from "@/lib/rows/model.ts";
import { delegationSpec, siteSpec, staffSpec, trainingSpec } from "@/lib/sites/specs.ts";

/** The table that an act writes to, and whether it makes a row of it. */
export function tableOf(act: Act): { spec: RowSpec; makes: boolean } {
  const made: Record<string, RowSpec> = {
    add: siteSpec,
    person: staffSpec,
    training: trainingSpec,
    delegation: delegationSpec,
  };
  if (Object.hasOwn(made, act.key)) return { spec: made[act.key]!, makes: true };
  if (act.key === "member") return { spec: staffSpec, makes: false };
  if (act.key === "trained") return { spec: trainingSpec, makes: false };
  if (act.key === "undelegate") return { spec: delegationSpec, makes: false };
  return { spec: siteSpec, makes: false };
}
