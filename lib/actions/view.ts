/** From the documents of the database, which has codes and figures, to actions in words. */
import type {
  Action,
  ActionsBrief,
  Evidence,
  MyActions,
  ProjectActions,
  PutOff,
  Rule,
  Severity,
  Tally,
} from "./model.ts";
import type { Doc } from "./queries.ts";
import { type Facts, RULE_WORDS } from "./words.ts";

const SEVERITY: Record<string, Severity> = {
  crit: "critical",
  risk: "at-risk",
  unk: "unknown",
  info: "note",
};

interface Raw extends Pick<Action, "projectId" | "owner" | "dueOn" | "sinceOn" | "ageDays"> {
  rule: Rule;
  severity: string;
  study?: string;
  subject: Action["subject"];
  facts: Facts;
  evidence: Evidence[];
  href: string;
  mine: boolean;
  may: boolean;
  putOff: PutOff | null;
}

export function toAction(doc: Doc): Action {
  const { facts, severity, ...raw } = doc as unknown as Raw;
  const words = RULE_WORDS[raw.rule];
  const told = { label: raw.subject.label ?? "", facts };
  return {
    ...raw,
    subject: { ...raw.subject, label: told.label },
    href: placeOf(raw),
    severity: SEVERITY[severity] ?? "note",
    title: words.title(told),
    why: words.rule,
    found: words.found(told),
    matters: words.matters,
    act: words.act,
  };
}

type Placed = Pick<Raw, "rule" | "href" | "subject" | "evidence">;

/** What is about one item opens that item, not the page that lists them all. */
function placeOf({ rule, href, subject, evidence }: Placed): string {
  const { kind, id } = subject;
  const isItem = kind === "task" || kind === "milestone";
  if (isItem && href.endsWith("/plan")) return `${href}?item=${id}`;
  if (kind === "budget_line") return `${href}?line=${id}`;
  if (href.endsWith("/quality")) return inQuality({ href, subject, evidence });
  if (kind === "document_requirement" || rule === "documents_unconfirmed") {
    return `${href}/requirements`;
  }
  if (kind === "document_use") return `${href}/consent`;
  const document = evidence.find((one) => one.kind === "document");
  return kind.startsWith("document") && document ? `${href}/${document.id}` : href;
}

function inQuality({ href, subject: { kind, id }, evidence }: Omit<Placed, "rule">): string {
  if (kind === "capa") return `${href}/capas/${id}`;
  if (kind === "risk") return `${href}?risk=${id}`;
  if (kind === "deviation") return `${href}?view=deviations&deviation=${id}`;
  // A limit stands with its indicator.
  const kri = evidence.find((one) => one.kind === "kri");
  return kri ? `${href}?view=indicators&kri=${kri.id}` : href;
}

interface RawPage extends Omit<ProjectActions, "actions"> {
  actions: Doc[];
  brief: {
    zone: string;
    first: Doc | null;
    tally: (Omit<Tally, "severity"> & { severity: string })[];
  };
}

export function toProjectActions(doc: Doc): ProjectActions {
  const { today, counts, mayPutOff, actions } = doc as unknown as RawPage;
  return { today, counts, mayPutOff, actions: actions.map(toAction) };
}

export function toActionsBrief(doc: Doc): ActionsBrief {
  const { zone, first, tally } = (doc as unknown as RawPage).brief;
  return {
    zone,
    first: first && toAction(first),
    tally: tally.map((one) => ({ ...one, severity: SEVERITY[one.severity] ?? "note" })),
  };
}

export function toMyActions(doc: Doc): MyActions {
  const { actions, ...rest } = doc as unknown as Omit<MyActions, "actions"> & { actions: Doc[] };
  return { ...rest, actions: actions.map(toAction) };
}
