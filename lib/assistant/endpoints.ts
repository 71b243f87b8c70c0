/** The calls of documents. */
import { z } from "zod";
import type { Call } from "@/lib/http/contract.ts";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { notFound } from "@/lib/http/problem.ts";
import { noContent, ok, unwrap } from "@/lib/http/reply.ts";
import { streamed, toldOfDocument } from "./answer_stream.ts";
import { generateTab } from "./generate.ts";
import { admitAi } from "./limits.ts";
import { documentMarkdown } from "./markdown.ts";
import type { GenerateEvent, TabPage, Version } from "./model.ts";
import type { Ctx, Place } from "./service.ts";
import { generated, head, shown, tabAnswer } from "./tab_schemas.ts";
import { tabOf } from "./tabs.ts";
import * as service from "./versions.ts";

const shared = { tag: "assistant", caller: "user" as const };
const may = (resource: string, verb: "select" | "insert") => ({ permission: { resource, verb } });
const path = "/api/projects/{id}/tabs/{tabType}";
const siteId = z.uuid("Must be the id of a site").optional()
  .describe("Of documents about a site");
const tabParams = z.object({ id: z.uuid(), tabType: z.string().max(40) });
const reason = z.string().max(2_000).optional();
const version = z.coerce.number().int().min(1).max(1_000_000);

type Params = z.output<typeof tabParams>;

/** @throws Problem 404 for a document that is none */
function placeOf({ id, tabType }: Params, site: string | undefined): Place {
  if (!tabOf(tabType)) throw notFound();
  return { projectId: id, tabType, siteId: site ?? null };
}

const title = (tabType: string) => tabOf(tabType)?.title ?? tabType;

/** A version with whether it is as the figures are now. */
async function tabOfVersion(ctx: Ctx, projectId: string, kept: Version) {
  const place = { projectId, tabType: kept.tabType, siteId: kept.siteId };
  const page = unwrap(await service.readTab(ctx, place, { version: kept.version }));
  return { ...page.version!, title: title(kept.tabType), stale: page.stale };
}

const body = z.object({
  projectId: z.uuid("Must be the id of a project"),
  tabType: z.string().min(1, "Must be given").max(40),
  siteId,
  section: z.string().min(1).max(60).optional().describe("One section alone, by its key"),
  instructions: z.string().trim().max(4000, "Must be at most 4,000 characters").optional()
    .describe("What to change, in words; touches the sections that it concerns"),
});

/** Writes as asked, and says what was not written and why. */
async function written(
  call: Call<unknown, unknown, z.output<typeof body>>,
  signal: AbortSignal,
  onEvent: (event: GenerateEvent) => void,
) {
  const { projectId, tabType, section, instructions } = call.body;
  const notes: { section: string; message: string }[] = [];
  const place = { projectId, tabType, siteId: call.body.siteId ?? null };
  const made = unwrap(
    await generateTab(call, place, {
      sections: section === undefined ? undefined : [section],
      instructions,
      signal,
      onEvent(event) {
        if (event.kind === "section" && event.state === "failed") {
          notes.push({ section: event.key, message: event.message ?? "Not written" });
        }
        onEvent(event);
      },
    }),
  );
  return { tab: await tabOfVersion(call, projectId, made), notes };
}

export const generateEndpoint = endpoint(
  contract({
    ...shared,
    method: "POST",
    path: "/api/ai/generate",
    summary: "Write a document of a study, or a section of it",
    description:
      "Figures come from queries, texts from a model, section by section. Without a model (off, " +
      "not configured, down) the answer is 200 all the same: the figures of now with the texts " +
      "that there were, and `notes` say for each section why it was not written. 429 with " +
      "Retry-After: too many questions of the person, or the organisation's tokens of the day " +
      "are used up.\n\nWith `Accept: text/event-stream`: `event: section` (data `{section, state, " +
      "message?}`; queued, asked, retrying, done, kept, failed), `event: delta` (data `{section, " +
      "text}`), and at last `event: done` with the same answer, or `event: error` with a problem. " +
      "Who leaves takes back what is being written; finished sections are kept.",
    idempotent: false,
    body,
    responses: {
      200: { description: "The document", schema: generated },
      409: { description: "Taken back before anything was written" },
      429: { description: "Too many questions, or the tokens of the day are used up" },
    },
  }),
  async (call) => {
    unwrap(admitAi(call.claims.sub));
    if (/\btext\/event-stream\b/i.test(call.req.headers.get("accept") ?? "")) {
      return await streamed(
        call.requestId,
        toldOfDocument,
        (signal, onEvent) => written(call, signal, onEvent),
      );
    }
    return ok(await written(call, call.req.signal, () => {}));
  },
);

/** A document with what is known now; what was never kept is as it would be. */
function shownOf(page: TabPage) {
  const { skeleton, version: kept, stale, may, ai } = page;
  const { tabType, site, sources, gaps, asOf, dataSha256, restricted } = skeleton;
  const figures = skeleton.sections.map(({ key, title, facts }) => ({ key, title, facts }));
  const live = {
    ...{ id: null, version: 0, provider: "rules", asOf, at: asOf, by: null, note: null },
    ...{ restoredFrom: null, tabType, siteId: site?.id ?? null, sources, gaps, dataSha256 },
    sections: skeleton.sections.map((section) => service.blank(section, asOf)),
    content: documentMarkdown(skeleton, []),
    ...{ restricted, accepted: [] },
  };
  return { ...(kept ?? live), title: skeleton.title, stale, ai, may, figures };
}

export const readTabEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("tab", "select") },
    method: "GET",
    path,
    summary: "A document: the newest version, or one of them, with the figures of now",
    params: tabParams,
    query: z.object({ version: version.optional(), siteId }),
    responses: { 200: { description: "The document", schema: shown } },
  }),
  async (call) => {
    const { version: wanted = null, siteId } = call.query;
    const place = placeOf(call.params, siteId);
    const page = unwrap(await service.readTab(call, place, { version: wanted }));
    // For If-Match; never a 304, since the figures beside the version change without it.
    const etag = `"${page.versions[0]?.version ?? 0}"`;
    return ok({ tab: shownOf(page) }, { headers: { etag } });
  },
);

export const listVersionsEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("tab", "select") },
    method: "GET",
    path: `${path}/versions`,
    summary: "Versions of a document, newest first, a hundred at most",
    params: tabParams,
    query: z.object({ siteId }),
    responses: {
      200: { description: "Versions", schema: z.object({ versions: z.array(head) }) },
    },
  }),
  async (call) => {
    const place = placeOf(call.params, call.query.siteId);
    return ok({ versions: unwrap(await service.readVersions(call, place)) });
  },
);

export const restoreEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("tab", "insert") },
    method: "POST",
    path: `${path}/restore`,
    summary: "Make an earlier version the newest, as a new one",
    params: tabParams,
    body: z.object({ version: z.int().min(1), siteId, reason }),
    responses: { 200: { description: "The document", schema: tabAnswer } },
  }),
  async (call) => {
    const { version: wanted, siteId } = call.body;
    const place = placeOf(call.params, siteId);
    const kept = unwrap(await service.restore(call, place, wanted));
    return ok({ tab: await tabOfVersion(call, place.projectId, kept) }, { version: kept.version });
  },
);

export const saveTextEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("tab", "insert") },
    method: "PUT",
    path: `${path}/sections/{key}`,
    summary: "A person's own words in a section",
    description: '`If-Match` is the version of the document that the writer saw, `"0"` where ' +
      "nothing was kept yet (412 when there is a newer one). An empty text takes away what was " +
      "written.",
    params: tabParams.extend({ key: z.string().max(60) }),
    versioned: true,
    body: z.object({
      text: z.string().max(service.MAX_TEXT, "Must be at most 20,000 characters"),
      ...{ siteId, reason },
    }),
    responses: { 200: { description: "The document", schema: tabAnswer } },
  }),
  async (call) => {
    const { text, siteId } = call.body;
    const place = placeOf(call.params, siteId);
    const own = { sectionKey: call.params.key, text, baseVersion: call.ifMatch ?? 0 };
    const kept = unwrap(await service.saveText(call, place, own));
    return ok({ tab: await tabOfVersion(call, place.projectId, kept) }, { version: kept.version });
  },
);

export const acceptEndpoint = endpoint(
  contract({
    ...{ ...shared, ...may("tab_acceptance", "insert") },
    method: "POST",
    path: `${path}/accept`,
    summary: "Stand up for a section that an agent wrote",
    description: "422 when a figure of it is not in the facts, or no agent wrote it.",
    params: tabParams,
    body: z.object({ version: z.int().min(1), section: z.string().min(1).max(60), siteId, reason }),
    responses: { 204: { description: "It is accepted" } },
  }),
  async (call) => {
    const { version: wanted, section: sectionKey, siteId } = call.body;
    const place = placeOf(call.params, siteId);
    unwrap(await service.accept(call, place, { version: wanted, sectionKey }));
    return noContent();
  },
);
