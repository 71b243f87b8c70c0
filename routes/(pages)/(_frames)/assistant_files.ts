/** Documents of the assistant, and the rows behind their figures, as files. */
import { documentMarkdown } from "@/lib/assistant/markdown.ts";
import { readTab } from "@/lib/assistant/versions.ts";
import type { Place } from "@/lib/assistant/service.ts";
import { guard, writeCsv } from "@/lib/csv/write.ts";
import { type Ctx, notFound, unwrap } from "@/lib/http/mod.ts";
import { wantedIn } from "./assistant.ts";
import { caller, query } from "./call.ts";

const file = (text: string, type: string, name: string) =>
  new Response(text, {
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });

/** As it is now; of an earlier version what was kept then, figures too. */
export async function documentFile(ctx: Ctx, place: Place): Promise<Response> {
  const { version: wanted } = wantedIn(ctx.url);
  const { skeleton, version } = unwrap(
    await readTab(caller(ctx), place, { version: wanted }),
  );
  const text = wanted && version
    ? version.content
    : documentMarkdown(skeleton, version?.sections ?? []);
  const name = `${place.tabType}-${skeleton.today}${wanted ? `-v${wanted}` : ""}.md`;
  return file(text, "text/markdown", name);
}

export async function rowsFile(ctx: Ctx, place: Place): Promise<Response> {
  const { skeleton } = unwrap(await readTab(caller(ctx), place));
  const { proof } = query(ctx.url, "proof");
  const widget = skeleton.sections.flatMap(({ widgets }) => widgets).find(({ id }) => id === proof);
  if (!widget) throw notFound();
  const behind = new Set(widget.sourceRefs.map(({ kind, id }) => `${kind} ${id}`));
  const lines = skeleton.sources.filter(({ kind, id }) => behind.has(`${kind} ${id}`))
    .map(({ kind, id, label, at, by }) => [kind, id, label, at, by ?? ""].map(guard));
  const csv = writeCsv([["kind", "id", "row", "changed_at", "changed_by"], ...lines]);
  return file(csv, "text/csv", `${widget.catalogKey}-${skeleton.today}.csv`);
}
