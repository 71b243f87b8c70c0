import { z } from "zod";
import type { Contract } from "./contract.ts";
import { decodeText, mediaType, parseJson, readBytes, textFault } from "./body.ts";
import { plainMessage } from "./plain.ts";
import { type FieldError, notFound, pointer, Problem } from "./problem.ts";
import type { Ctx } from "./state.ts";

const uuid = z.uuid();
const MAX_REASON = 2000;

type Issue = z.core.$ZodIssue;

/** The branch of a union that came closest: the one with the deepest first complaint. */
function closest(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map((i) => i.path.length));
  return [...branches].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

/** Zod's issues as JSON pointers; unknown fields are named one by one. */
export function fieldErrors(
  issues: readonly Issue[],
  base: readonly PropertyKey[] = [],
): FieldError[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: pointer([...path, key]),
        message: `Unknown field "${key}"`,
      }));
    }
    if (issue.code === "invalid_union" && issue.errors.length > 0) {
      return fieldErrors(closest(issue.errors), path);
    }
    return [{ path: pointer(path), message: plainMessage(issue) }];
  });
}

/** Objects refuse unknown fields unless they say that they take any. */
function strict<T>(schema: z.ZodType<T>): z.ZodType<T> {
  const plain = schema instanceof z.ZodObject && schema.def.catchall === undefined;
  return plain ? schema.strict() as unknown as z.ZodType<T> : schema;
}

/** `value` by `schema`, or 422 that names every wrong field. */
export function parseFields<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = strict(schema).safeParse(value);
  if (result.success) return result.data;
  const errors = fieldErrors(result.error.issues).slice(0, 50);
  const [first] = errors;
  const where = first && first.path !== "" ? ` (${first.path})` : "";
  throw new Problem(422, `${first?.message ?? "Cannot accept the fields"}${where}`, { errors });
}

/** Path parameters; one that cannot name anything is a 404, not a lecture about its shape. */
export function readParams<P>(
  spec: Contract<string, P, unknown, unknown>,
  raw: Record<string, string>,
): P {
  const schema = spec.params ?? z.record(z.string(), uuid) as unknown as z.ZodType<P>;
  const result = schema.safeParse(raw);
  if (!result.success) throw notFound();
  return result.data;
}

/** Query parameters: empty ones count as absent, repeated ones come as a list. */
export function readQuery<Q>(spec: Contract<string, unknown, Q, unknown>, url: URL): Q {
  const raw: Record<string, string | string[]> = Object.create(null);
  const errors: FieldError[] = [];
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name).filter((value) => value !== "");
    const fault = [name, ...values].map(textFault).find(Boolean);
    if (fault) errors.push({ path: pointer([name]), message: fault });
    if (values.length > 0) raw[name] = values.length === 1 ? values[0]! : values;
  }
  if (errors.length > 0) throw new Problem(422, errors[0]!.message, { errors });
  return spec.query ? parseFields(spec.query, { ...raw }) : undefined as Q;
}

/** The body: media type (415), size (413), syntax (400), fields (422), in this order. */
export async function readBody<B>(
  spec: Contract<string, unknown, unknown, B>,
  ctx: Ctx,
): Promise<B> {
  if (!spec.body || spec.streamed) return undefined as B;
  const { req } = ctx;
  const wanted = spec.consumes ?? "application/json";
  const { type, utf8 } = mediaType(req.headers);
  if (type === "" && !req.body && spec.body.safeParse(undefined).success) return undefined as B;
  const json = wanted === "application/json" && /^application\/([\w.-]+\+)?json$/.test(type);
  if (!(json || type === wanted) || !(utf8 || spec.raw)) {
    const given = req.headers.get("content-type") ?? "";
    throw new Problem(415, `Cannot read content type "${given}": send ${wanted}, UTF-8`, {
      headers: { accept: wanted },
    });
  }
  const bytes = await readBytes(
    req,
    (spec.bodyLimit ?? ((c) => c.limits.bodyBytes))(ctx.state.config),
  );
  if (spec.raw) return parseFields(spec.body, bytes);
  if (json) return parseFields(spec.body, parseJson(bytes));
  const text = decodeText(bytes);
  const fault = textFault(text);
  if (fault) throw new Problem(422, fault);
  return parseFields(spec.body, text);
}

/** The version in `If-Match`: `"3"`, `W/"3"` or `3`; null when absent. */
export function readIfMatch(
  spec: Contract<string, unknown, unknown, unknown>,
  headers: Headers,
): number | null {
  const given = headers.get("if-match")?.trim();
  if (!given) {
    if (spec.versioned && (spec.method === "PUT" || spec.method === "PATCH")) {
      throw new Problem(428, "Send If-Match with the ETag of the version that you changed");
    }
    return null;
  }
  if (!spec.versioned) return null;
  const version = /^(?:(?:W\/)?"(\d{1,9})"|(\d{1,9}))$/.exec(given)?.slice(1).find(Boolean);
  if (given === "*") throw new Problem(428, 'Cannot accept If-Match "*": name the version');
  if (!version) throw new Problem(412, "If-Match names no version of this record");
  return Number(version);
}

/** The reason for the change: the header, which may be percent-encoded, else the body's field. */
export function readReason(headers: Headers, body: unknown): string | null {
  let given = headers.get("x-change-reason");
  if (given !== null) {
    try {
      given = decodeURIComponent(given);
    } catch {
      // a plain percent sign is a plain text
    }
  } else if (body !== null && typeof body === "object" && "reason" in body) {
    given = typeof body.reason === "string" ? body.reason : null;
  }
  const reason = given?.trim() ?? "";
  if (reason === "") return null;
  const fault = reason.length > MAX_REASON
    ? `Must be at most ${MAX_REASON} characters`
    : textFault(reason);
  if (fault) throw new Problem(422, fault, { errors: [{ path: "/reason", message: fault }] });
  return reason;
}
