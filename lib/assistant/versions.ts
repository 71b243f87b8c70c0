/** Kept versions of documents: reading them, putting one back, a person's own words, standing up for one. */
import type { Sql } from "@/lib/db/mod.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { documentMarkdown } from "./markdown.ts";
import { citedOf } from "./citations.ts";
import { gateway } from "./gateway.ts";
import type { AiState, Skeleton, TabPage, Version, WrittenSection } from "./model.ts";
import { type Ctx, inProject, NOT_FOUND, type Place, skeletonIn } from "./service.ts";
import { keptOf } from "./skeleton.ts";
import { staleOf } from "./stale.ts";
import { tabOf } from "./tabs.ts";
import * as queries from "./version_queries.ts";

/** Longest text of a person, in UTF-16 units. */
export const MAX_TEXT = 20_000;
/** Longest document that is kept as a whole; its sections are kept besides. */
const MAX_CONTENT = 2_000_000;

const NO_VERSION = failure(404, "No such version, or not yours");

/** A document about a site is told by its site; any other has none. */
export function placed(place: Place): Place {
  return { ...place, siteId: tabOf(place.tabType)?.ofSite ? place.siteId : null };
}

export function aiState(off: boolean): AiState {
  if (off) return "off";
  return gateway().configured ? "on" : "not configured";
}

/** A document with its newest version, or the one asked for, in the transaction at hand. */
export async function tabIn(
  sql: Sql,
  place: Place,
  { version: wanted = null }: { version?: number | null } = {},
): Promise<Result<TabPage>> {
  const [skeleton, version, versions, standing] = await Promise.all([
    skeletonIn(sql, place),
    queries.readVersionAt(sql, place, wanted),
    queries.listVersions(sql, place),
    queries.readStanding(sql, place.projectId),
  ]);
  if (!skeleton.ok) return skeleton;
  if (!standing) return NOT_FOUND;
  if (wanted !== null && !version) return NO_VERSION;
  return success({
    ...{ skeleton: skeleton.value, version: version ?? null, versions },
    stale: version ? staleOf(version, skeleton.value) : null,
    may: { write: standing.mayWrite, accept: standing.mayAccept },
    ai: aiState(standing.off),
    head: standing.head,
  });
}

/** A document with its newest version, or the one asked for. Two waits. */
export async function readTab(
  ctx: Ctx,
  asked: Place,
  wanted: { version?: number | null } = {},
): Promise<Result<TabPage>> {
  const place = placed(asked);
  const { projectId } = place;
  return await inProject(ctx, projectId, "select", (sql) => tabIn(sql, place, wanted));
}

/** The versions of a document, newest first, a hundred at most. */
export async function readVersions(ctx: Ctx, place: Place) {
  if (!tabOf(place.tabType)) return NOT_FOUND;
  return success(
    await inProject(
      ctx,
      place.projectId,
      "select",
      (sql) => queries.listVersions(sql, placed(place)),
    ),
  );
}

/** A version by its id. */
export async function readVersion(
  ctx: Ctx,
  projectId: string,
  id: string,
): Promise<Result<Version>> {
  const version = await inProject(
    ctx,
    projectId,
    "select",
    (sql) => queries.readVersionById(sql, projectId, id),
  );
  return version ? success(version) : NO_VERSION;
}

/** Keeps a version and reads it back. */
export async function keepIn(
  sql: Sql,
  place: Place,
  made: queries.NewVersion,
): Promise<Result<Version>> {
  const id = await queries.insertVersion(sql, place, made);
  const version = await queries.readVersionById(sql, place.projectId, id);
  return version ? success(version) : NO_VERSION;
}

/** What a version is made of, beside its sections, when it stands on the figures of now. */
export function madeOf(skeleton: Skeleton, sections: readonly WrittenSection[]) {
  const kept = keptOf(skeleton);
  const { sources, gaps, dataSha256, asOf, resources, restricted } = kept;
  const content = documentMarkdown(kept, sections).slice(0, MAX_CONTENT);
  return { sources, gaps, dataSha256, asOf, resources, restricted, sections, content };
}

/** Makes an earlier version the newest: a new one with the old sections, figures and rows. */
export async function restore(
  ctx: Ctx,
  asked: Place,
  version: number,
  reason: string | null = ctx.reason,
): Promise<Result<Version>> {
  const place = placed(asked);
  return await inProject({ ...ctx, reason }, place.projectId, "insert", async (sql) => {
    const old = await queries.readVersionAt(sql, place, version);
    if (!old) return NO_VERSION;
    const { provider, sections, content, sources, gaps, dataSha256, asOf, restricted } = old;
    const resources = await queries.readResources(sql, old.id);
    return await keepIn(sql, place, {
      ...{ provider, sections, content, sources, gaps, dataSha256, asOf, restricted, resources },
      ...{ restoredFrom: old.id, note: reason },
    });
  });
}

export interface OwnText {
  sectionKey: string;
  /** Markdown; "" takes away what was written. */
  text: string;
  /** The version that the writer saw; 0: there was none. */
  baseVersion: number;
}

/** A person's own words in a section. 412: there is a newer version than the one that was seen. */
export async function saveText(
  ctx: Ctx,
  asked: Place,
  { sectionKey, text: given, baseVersion }: OwnText,
): Promise<Result<Version>> {
  const place = placed(asked);
  const text = given.replaceAll("\r\n", "\n").trim();
  if (text.length > MAX_TEXT) {
    const message = `Must be at most ${MAX_TEXT.toLocaleString("en-US")} characters`;
    return invalid([{ path: "/text", message }]);
  }
  return await inProject(ctx, place.projectId, "insert", async (sql) => {
    const [read, base, author] = await Promise.all([
      skeletonIn(sql, place),
      queries.readVersionAt(sql, place, null),
      queries.readName(sql, ctx.claims.sub),
    ]);
    if (!read.ok) return read;
    const skeleton = read.value;
    if ((base?.version ?? 0) !== baseVersion) {
      return failure(412, `There is version ${base?.version} of this document by now`);
    }
    const section = skeleton.sections.find(({ key }) => key === sectionKey);
    if (!section) return failure(404, "The document has no such section");
    const own: WrittenSection = {
      ...blank(section, skeleton.asOf),
      ...(text === "" ? {} : {
        text,
        author: { kind: "person", id: ctx.claims.sub, name: author ?? "" },
        facts: citedOf(text, section.facts),
      }),
    };
    const sections = mergedWith(skeleton, base?.sections ?? [], [own]);
    return await keepIn(sql, place, {
      ...madeOf(skeleton, sections),
      ...{ provider: "person", restoredFrom: null, note: null },
      restricted: skeleton.restricted || (base?.restricted ?? false),
    });
  });
}

/** A section where nothing is written. */
export function blank(
  { key, title, dataSha256 }: Skeleton["sections"][number],
  at: string,
): WrittenSection {
  const author = { kind: "rules" } as const;
  return { key, title, author, at, callId: null, text: "", facts: [], figures: null, dataSha256 };
}

/** The sections of a document now: new ones, else earlier ones that say something, else figures only. */
export function mergedWith(
  skeleton: Skeleton,
  earlier: readonly WrittenSection[],
  written: readonly WrittenSection[],
): WrittenSection[] {
  return skeleton.sections.map((section) =>
    written.find(({ key }) => key === section.key) ??
      earlier.find(({ key, text }) => key === section.key && text !== "") ??
      blank(section, skeleton.asOf)
  );
}

/** Stands up for a section that an agent wrote. 422: a figure of it is not in the facts. */
export async function accept(
  ctx: Ctx,
  asked: Place,
  { version, sectionKey }: { version: number; sectionKey: string },
): Promise<Result<null>> {
  const { projectId } = asked;
  const permission = { resource: "tab_acceptance", verb: "insert" as const, projectId };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const found = await queries.readVersionAt(sql, placed(asked), version);
    if (!found) return NO_VERSION;
    if (found.accepted.some((one) => one.sectionKey === sectionKey)) return success(null);
    await queries.insertAcceptance(sql, projectId, found.id, sectionKey);
    return success(null);
  }, { reason: ctx.reason, permission });
}
