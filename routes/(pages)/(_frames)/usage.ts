/** The pages of use: from the address to what is shown, for a study and for an organisation. */
import type { UsageTyped, UsageView } from "@/components/assistant/usage.tsx";
import { readUsagePage, type Scope } from "@/lib/assistant/usage.ts";
import {
  isCursor,
  usageFields,
  type UsageFilter,
  usageFilter,
} from "@/lib/assistant/usage_model.ts";
import { type Ctx, type FieldError, fieldErrors, unwrap } from "@/lib/http/mod.ts";
import { caller, isUuid, query } from "./call.ts";

const SIZE = 25;

/** The parts of the filter that can be used, and what is wrong with the others. */
function filterOf(typed: UsageTyped): { filter: UsageFilter; errors: FieldError[] } {
  const { cursor: _, ...given } = typed;
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
  const whole = usageFilter.safeParse(set);
  if (whole.success) return { filter: whole.data, errors: [] };
  const errors = fieldErrors(whole.error.issues);
  const wrong = new Set(errors.map(({ path }) => path.slice(1)));
  const usable = Object.fromEntries(Object.entries(set).filter(([name]) => !wrong.has(name)));
  return { filter: usageFields.parse(usable), errors };
}

/** What the address asks for. */
export function usageAsk(ctx: Ctx) {
  const typed: UsageTyped = query(ctx.url, "period", "from", "to", "person", "cursor");
  const asked = query(ctx.url, "call").call;
  const open = isUuid(asked) ? asked : null;
  const { filter, errors } = filterOf(typed);
  const cursor = isCursor(typed.cursor) ? typed.cursor : undefined;
  return { typed, errors, input: { ...filter, cursor, limit: SIZE, open } };
}

type UsageAsk = ReturnType<typeof usageAsk>;
type Read = Extract<Awaited<ReturnType<typeof readUsagePage>>, { ok: true }>["value"];

export function usageView({ typed, errors }: UsageAsk, read: Read): UsageView {
  const { head, organization, tokensToday, usage, calls, titles, opened } = read;
  const at = organization ? `/organizations/${organization.id}` : `/projects/${head!.project.id}`;
  return {
    ...{ usage, calls, titles, typed, errors, open: opened },
    limit: organization && {
      perDay: organization.aiTokensPerDay,
      today: tokensToday ?? 0,
      settings: at,
      off: organization.aiOff,
    },
    csv: `/api${at}/ai-calls.csv`,
  };
}

export async function showUsage(ctx: Ctx, scope: Scope) {
  const ask = usageAsk(ctx);
  const read = unwrap(await readUsagePage(caller(ctx), scope, ask.input));
  return { view: usageView(ask, read), head: read.head };
}
