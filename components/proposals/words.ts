/** Words of proposals: kinds, fields, values, and where the rows are that they rest on. Pure. */
import type { Change, Kind, Proposal, State, Target } from "@/lib/proposals/model.ts";
import type { Moved } from "@/lib/proposals/page_model.ts";
import { formatDate, plural } from "../format.ts";
import { shiftWords } from "../plan/sentence.ts";

export const KIND_WORDS: Record<Kind, string> = {
  propose_task: "a task",
  propose_milestone_change: "a milestone change",
  propose_risk: "a risk",
  propose_deviation: "a deviation",
  propose_capa: "a corrective or preventive action",
  propose_document_request: "a document request",
  propose_widget: "a widget",
  propose_change_set: "several changes",
};

export const STATE_WORDS: Record<State, string> = {
  open: "waits",
  stale: "stale",
  expired: "expired",
  approved: "approved",
  approved_as_edited: "approved as edited",
  rejected: "rejected",
  withdrawn: "withdrawn",
  undone: "undone",
};

const TARGET_WORDS: Record<Target, string> = {
  task: "task",
  milestone: "milestone",
  risk: "risk",
  deviation: "deviation",
  capa: "action",
  document: "document",
  document_requirement: "document requirement",
  widget: "widget",
};

/** "Add a task", "Change the milestone Approval, FR". */
export function changeWords({ op, target, id }: Change, names: Record<string, string>): string {
  const what = TARGET_WORDS[target];
  if (op === "insert") return `Add ${/^[aeiou]/.test(what) ? "an" : "a"} ${what}`;
  return `Change the ${what} ${names[id ?? ""] ?? "that is gone, or not yours to see"}`;
}

const FIELDS: Record<string, string> = {
  catalogKey: "figure",
  ownerId: "owner",
  durationDays: "days of work",
  effective: "it worked",
};

/** "plannedOn" as "planned on", "siteId" as "site". */
export function fieldWords(name: string): string {
  return FIELDS[name] ??
    name.replace(/Id$/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** A value as the interface writes it. */
export function valueWords(value: unknown, names: Record<string, string>): string {
  if (value === null || value === undefined || value === "") return "not set";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map((one) => valueWords(one, names)).join(", ");
  if (typeof value === "object") {
    const parts = Object.entries(value).map(([name, one]) =>
      `${fieldWords(name)} ${valueWords(one, names)}`
    );
    return parts.length > 0 ? parts.join(", ") : "none";
  }
  const text = String(value);
  if (UUID.test(text)) return names[text] ?? "somebody or something not yours to see";
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return formatDate(text);
  return /^[a-z]+(_[a-z]+)+$/.test(text) ? text.replaceAll("_", " ") : text;
}

/** "waits 18 min", "waits 3 days". */
export function waited(since: string, now: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / 60_000));
  if (minutes < 1) return "just now";
  if (minutes < 60) return `waits ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `waits ${hours} h`;
  return `waits ${Math.floor(hours / 24)} days`;
}

/** Of whom it comes, as the head of a card says it. */
export function whoProposes({ origin, kind, proposedBy, state }: Proposal): string {
  const what = KIND_WORDS[kind];
  const verb = state === "open" || state === "stale" || state === "expired"
    ? "proposes"
    : "proposed";
  const by = proposedBy ?? "somebody";
  if (origin === "person") return `${by} ${verb} ${what}`;
  return `${origin === "agent" ? "An agent" : "A rule"} ${verb} ${what}, asked by ${by}`;
}

/** Page of a row that a proposal rests on; null where it has none of its own. */
export function hrefOfRow(project: string, kind: string, id: string): string | null {
  const base = `/projects/${project}`;
  const pages: Record<string, string> = {
    site: `${base}/sites/${id}`,
    task: `${base}/plan?item=${id}`,
    milestone: `${base}/plan?item=${id}`,
    risk: `${base}/quality?risk=${id}`,
    plan_item: `${base}/plan?item=${id}`,
    kri: `${base}/quality?view=indicators&kri=${id}`,
    ...{ kri_value: `${base}/quality?view=indicators`, qtl: `${base}/quality?view=indicators` },
    deviation: `${base}/quality?view=deviations&deviation=${id}`,
    capa: `${base}/quality/capas/${id}`,
    document: `${base}/documents/${id}`,
    document_version: `${base}/documents`,
    document_requirement: `${base}/documents/requirements`,
    document_waiver: `${base}/documents/requirements`,
    document_use: `${base}/documents/consent`,
    enrollment_snapshot: `${base}/enrollment`,
    budget_line: `${base}/budget?line=${id}`,
    baseline: `${base}/plan`,
    proposal: `${base}/proposals?id=${id}`,
    project: base,
  };
  return Object.hasOwn(pages, kind) ? pages[kind]! : null;
}

/** "Moves 6 more items: Database lock 9 days later. The plan ends 9 days later, on 8 Aug 2027." */
export function movedWords({ others, last, end, confirmed }: Moved): string {
  const what = others === 0 ? "Moves nothing else" : `Moves ${plural(others, "more item")}`;
  const also = last ? `: ${last.title} ${shiftWords(last.days)}` : "";
  const ends = end === null
    ? ""
    : end.days === 0
    ? ` The plan still ends on ${formatDate(end.on)}.`
    : ` The plan ends ${shiftWords(end.days)}, on ${formatDate(end.on)}.`;
  const factor = confirmed === 0
    ? ""
    : ` ${plural(confirmed, "confirmed milestone")} of them: approving takes a second factor.`;
  return `${what}${also}.${ends}${factor}`;
}

/** What was refused for want of a second factor. */
export const wantsFactor = (message: string) => message.includes("second factor");

/** Where the plan shows what proposed dates would move; null where none is a milestone's. */
export function previewHref(
  project: string,
  { changes }: Pick<Proposal, "changes">,
): string | null {
  const tries = changes.flatMap(({ target, id, after }) =>
    target === "milestone" && typeof after.plannedOn === "string"
      ? [["try", `${id}~${after.plannedOn}~=`]]
      : []
  );
  return tries.length > 0 ? `/projects/${project}/plan?${new URLSearchParams(tries)}` : null;
}
