/** From the address and the forms of the page of proposals to what its services take. */
import type { OpenAct } from "@/components/act_dialog.tsx";
import type { FieldError } from "@/components/form.tsx";
import { actOf, ACTS } from "@/components/proposals/acts.ts";
import { type Ctx, Problem, type Result, unwrap } from "@/lib/http/mod.ts";
import { wantsFactor } from "@/components/proposals/words.ts";
import { type BulkResult, decide, decideMany, undo } from "@/lib/proposals/deciding.ts";
import { editsOf } from "@/lib/proposals/edit_fields.ts";
import { KINDS, MOST_AT_ONCE, type Proposal } from "@/lib/proposals/model.ts";
import { type EditField, fieldKey, type View, VIEWS } from "@/lib/proposals/page_model.ts";
import { type InboxPage, readInboxPage } from "@/lib/proposals/pages.ts";
import { attempt, errorsOf } from "./account.ts";
import { refusals } from "./acts.ts";
import { caller, isUuid, projectId, query } from "./call.ts";

const idIn = (text: string) => isUuid(text) ? text.toLowerCase() : null;

/** What the address asks for. */
export function askOf(ctx: Ctx) {
  const { view, kind, id, edit } = query(ctx.url, "view", "kind", "id", "edit");
  return {
    view: VIEWS.find((one) => one === view) ?? "open" as View,
    kind: KINDS.find((one) => one === kind) ?? null,
    only: idIn(id),
    edit: idIn(edit),
  };
}

export const readPage = async (ctx: Ctx, edit: string | null = askOf(ctx).edit) =>
  unwrap(await readInboxPage(caller(ctx), projectId(ctx), { ...askOf(ctx), edit }));

/** The form that the address asks for, where the reader may do what it does. */
export function openAct(ctx: Ctx, page: InboxPage): OpenAct | null {
  for (const key of ACTS) {
    const id = idIn(query(ctx.url, key)[key]);
    const listed = id && page.listed.find(({ proposal }) => proposal.id === id);
    const act = listed && actOf(key, listed);
    if (act) return { act, values: act.values, errors: [] };
  }
  return null;
}

export interface Outcome {
  /** What to say after it: a key of the page's words, or, where the page is shown again, the words. */
  said: string | null;
  status: number;
  faults: Map<string, FieldError[]>;
  typed: Record<string, string>;
  /** Ids of those that stay ticked. */
  selected: string[];
  /** The proposal whose fields stay open. */
  edit: string | null;
  open: { key: string; id: string; errors: FieldError[] } | null;
}

type Text = (name: string) => string;

const done = (said: string): Outcome => ({
  ...{ said, status: 303, faults: new Map(), typed: {}, selected: [], edit: null, open: null },
});

function again(status: number, part: Partial<Outcome>): Outcome {
  return { ...done(""), said: null, status, ...part };
}

/** One proposal: from its card, its dialog, or with its values edited. */
export async function decideOne(ctx: Ctx, key: string, text: Text): Promise<Outcome> {
  const id = idIn(text("id") || text("row"));
  if (!id) throw new Problem(400, "Cannot tell which proposal");
  const inDialog = text("row") !== "";
  const reason = text("reason").trim().slice(0, 1900) || undefined;
  const where = { id, projectId: projectId(ctx) };
  const { fields, changes } = text("edit") ? await fieldsOf(ctx, id) : { fields: [], changes: [] };
  const edits = editsOf(changes, fields, text);
  const result = await attempt((): Promise<Result<Proposal>> =>
    key === "undo"
      ? undo(caller(ctx), where, reason ?? null)
      : decide(caller(ctx), where, { decision: key as "approve", edits, reason })
  );
  if (result.ok) return done(key);
  const { problem } = result;
  const errors = problem.status === 422
    ? refusals(problem)
    : [{ path: "", message: whole(problem) }];
  const typed = typedIn(fields, text);
  if (inDialog) return again(problem.status, { typed, open: { key, id, errors } });
  return again(problem.status, {
    ...{ typed, faults: new Map([[id, errors]]) },
    edit: text("edit") ? id : null,
  });
}

/** What was sent, shown again to who has signed in anew: nothing is decided yet. */
export async function heldBack(
  ctx: Ctx,
  key: string,
  form: FormData,
  text: Text,
): Promise<Outcome> {
  const id = idIn(text("id") || text("row"));
  const many = key.endsWith("-many");
  const { fields } = id && text("edit") ? await fieldsOf(ctx, id) : { fields: [] };
  return again(200, {
    said: "You have signed in again. Nothing is decided yet: here is what you had.",
    typed: typedIn(fields, text),
    selected: many ? idsIn(form) : [],
    edit: text("edit") ? id : null,
    open: text("row") && id ? { key, id, errors: [] } : null,
  });
}

const typedIn = (fields: readonly EditField[], text: Text) =>
  Object.fromEntries(["reason", ...fields.map(fieldKey)].map((name) => [name, text(name)]));

const idsIn = (form: FormData) =>
  form.getAll("id").flatMap((id) => typeof id === "string" ? idIn(id) ?? [] : []);

/** A stale base says of each row which version it has. */
const whole = (problem: Problem) =>
  [problem.detail, ...errorsOf(problem).map(({ message }) => message)]
    .filter((text, n, all) => all.indexOf(text) === n).join(". ");

async function fieldsOf(ctx: Ctx, id: string) {
  const page = unwrap(
    await readInboxPage(caller(ctx), projectId(ctx), { ...askOf(ctx), edit: id }),
  );
  const changes = page.listed.find(({ proposal }) => proposal.id === id)?.proposal.changes ?? [];
  return { fields: page.edited?.fields ?? [], changes };
}

/** Several: what was refused is said at its card and stays ticked, the others are done. */
export async function decideSome(ctx: Ctx, key: string, form: FormData, text: Text) {
  const decision = key === "approve-many" ? "approve" as const : "reject" as const;
  const selected = idsIn(form);
  const reason = text("reason").trim().slice(0, 1900) || undefined;
  const typed = { reason: reason ?? "" };
  const whole = (message: string) => new Map([["", [{ path: "", message }]]]);
  const refused = (message: string) => again(422, { typed, selected, faults: whole(message) });
  if (selected.length === 0) return refused("Select at least one proposal.");
  if (selected.length > MOST_AT_ONCE) return refused(`Select at most ${MOST_AT_ONCE} proposals.`);
  if (decision === "reject" && !reason) return refused("Say why they are rejected.");
  const results = await decideMany(caller(ctx), projectId(ctx), {
    ids: selected,
    decision,
    reason,
  });
  const failed = results.filter((one) => !one.ok);
  if (failed.length === 0) return done(key);
  // The second factor is asked for once, not at each card.
  const [factor, others] = [failed.filter(lacksFactor), failed.filter((one) => !lacksFactor(one))];
  const verb = decision === "approve" ? "approved" : "rejected";
  const faults = whole(
    [
      `${results.length - failed.length} ${verb}, ${failed.length} not.`,
      factor.length > 0
        ? `${factor.length} of them ${
          factor.length === 1 ? "changes" : "change"
        } what is regulated, ` +
          "so approving takes a second factor: set one up, then approve what is still selected."
        : "",
      others.length > 0 ? "Why is said at each." : "",
    ].filter(Boolean).join(" "),
  );
  for (const { id, detail } of others) faults.set(id, [{ path: "", message: detail ?? "" }]);
  const status = Math.max(...failed.map((one) => one.status));
  return again(status, { typed, faults, selected: failed.map(({ id }) => id) });
}

const lacksFactor = ({ detail }: BulkResult) => detail !== null && wantsFactor(detail);
