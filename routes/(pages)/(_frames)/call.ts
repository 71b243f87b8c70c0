/** From the request of a page to what the services take. */
import { type Ctx, notFound, requireSession } from "@/lib/http/mod.ts";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => UUID.test(text);

/** Who is calling, for a service. @throws when nobody is signed in: the way to /login */
export function caller(ctx: Ctx, reason: string | null = null) {
  const { claims } = requireSession(ctx);
  const { db, requestId } = ctx.state;
  return { db, claims, requestId, reason };
}

/** The id in the address; what cannot be one is a page that is not there. */
export function projectId(ctx: Ctx): string {
  const id = ctx.params.id ?? "";
  if (!isUuid(id)) throw notFound();
  return id;
}

/** Query parameters as trimmed texts, "" where absent. */
export function query<Name extends string>(url: URL, ...names: Name[]): Record<Name, string> {
  const entries = names.map((name) => [name, (url.searchParams.get(name) ?? "").trim()] as const);
  return Object.fromEntries(entries) as Record<Name, string>;
}

/** What `?said=` stands for, said once after a change; null for what nobody said. */
export function saidIn(url: URL, words: Record<string, string>, key = query(url, "said").said) {
  return Object.hasOwn(words, key) ? words[key]! : null;
}
