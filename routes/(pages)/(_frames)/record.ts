/** Reading the form with the three ways in: a file, a pasted text, an NCT number. */
import type { FieldError } from "@/components/form.tsx";
import type { SourceForm } from "@/components/import/source.tsx";
import { type Ctx, type Problem, type Result, success } from "@/lib/http/mod.ts";
import { fetchRecord, registryOf } from "@/lib/imports/registry.ts";

export type RecordSource = { text: string } | { nctId: string };

/** The source that was filled in: a file first, then the text, then the number; null for none. */
export async function sourceIn(body: FormData): Promise<RecordSource | null> {
  const file = body.get("file");
  if (file instanceof File && file.size > 0) return { text: await file.text() };
  const text = String(body.get("text") ?? "");
  if (text.trim() !== "") return { text };
  const nctId = String(body.get("nctId") ?? "").trim().toUpperCase();
  return nctId === "" ? null : { nctId };
}

/** The record itself, asked for once: what is saved later is what was previewed. */
export async function recordText(ctx: Ctx, source: RecordSource): Promise<Result<string>> {
  if ("text" in source) return success(source.text);
  const fetched = await fetchRecord(source.nctId, registryOf(ctx.state.config));
  return fetched.ok ? success(JSON.stringify(fetched.value)) : fetched;
}

/** What the page shows again when the source cannot be used. */
export function refused(source: RecordSource | null, problem: Problem): SourceForm {
  const errors: FieldError[] = problem.errors ?? [{ path: "", message: problem.detail }];
  return {
    // A long text is not sent back and forth: the reader still has it.
    ...(source && "nctId" in source ? { nctId: source.nctId } : {}),
    title: source && "nctId" in source && problem.status >= 500
      ? "The registry cannot be asked now"
      : undefined,
    errors: errors.map(({ path, message }) => ({ path: path.replace(/^\/record/, ""), message })),
  };
}

export const NO_SOURCE: SourceForm = {
  title: "No record was given",
  errors: [{ path: "/nctId", message: "Give an NCT number, a file or a text" }],
};

/**
 * The record without its results and derived parts, which no import reads: the confirming form
 * carries it, and these parts are most of its size.
 */
export function compact(text: string): string {
  try {
    const given = JSON.parse(text);
    const study = Array.isArray(given?.studies) && given.studies.length === 1
      ? given.studies[0]
      : given;
    const { protocolSection, hasResults } = study;
    return protocolSection ? JSON.stringify({ protocolSection, hasResults }) : text;
  } catch {
    return text;
  }
}
