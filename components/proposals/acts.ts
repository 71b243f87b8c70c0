/** The small forms over the page of proposals: ask before approving, reject, withdraw, undo. Pure. */
import { type Act, reason } from "../act.ts";
import type { Listed } from "@/lib/proposals/page_model.ts";

export const ACTS = ["approve", "reject", "withdraw", "undo"] as const;
export type ActKey = typeof ACTS[number];

/** The form of an act; null where the reader may not do it, or it does not stand so. */
export function actOf(key: ActKey, { proposal, may }: Listed): Act | null {
  const { id, title, state } = proposal;
  const waits = proposal.decidedAt === null;
  const act = { key, row: { id, version: proposal.version }, values: {}, lead: title };
  switch (key) {
    case "approve":
      if (!may.decide || state !== "open") return null;
      return {
        ...{ ...act, title: "Approve this proposal?", button: "Approve" },
        fields: [reason("Empty: the trail names the proposal alone")],
      };
    case "reject":
      if (!may.decide || !waits) return null;
      return {
        ...{ ...act, title: "Reject this proposal", button: "Reject", danger: true },
        fields: [reason("Whoever proposed it reads this", true)],
      };
    case "withdraw":
      if (!may.withdraw || !waits) return null;
      return { ...act, title: "Withdraw your proposal", button: "Withdraw", fields: [reason("")] };
    case "undo":
      if (!may.undo) return null;
      return {
        ...{ ...act, title: "Undo this approval", button: "Undo", danger: true },
        lead: `${title}: what was made is removed, what was changed is as before`,
        fields: [reason("The trail keeps it")],
      };
  }
}
