/**
 * What a question was asked beside: a row, a figure, an action, a diagram, as facts for who asks. All
 * of it is read in the caller's transaction, so row-level security decides.
 */
import type { Sql } from "@/lib/db/mod.ts";
import { actionAbout, diagramAbout, figureAbout, UUID, widgetAbout } from "./about_figures.ts";
import { ABOUT_KINDS } from "./about_kinds.ts";
import type { Told } from "./about_model.ts";
import { rowAbout } from "./about_rows.ts";
import type { About, AboutRef } from "./model.ts";

/** Facts of one thing, at most. */
export const MOST_ABOUT = 40;

/** The study itself is no row that is edited here: its figures say what it is. */
const OF_STUDY = "study.summary";

/**
 * Null when there is no such thing in the study for its reader. One wait.
 * @param named its name is wanted more than its facts: of a row nothing else is read
 */
export async function aboutIn(
  sql: Sql,
  projectId: string,
  { kind, id }: AboutRef,
  named = false,
): Promise<Told | null> {
  const told = await lookUp(sql, projectId, { kind, id }, named);
  return told && {
    ...told,
    about: { ...told.about, kind, id },
    facts: told.facts.slice(0, MOST_ABOUT),
    resources: [...new Set(told.resources)],
  };
}

/** What something is called and where it is, for its reader; null when it is not there for them. */
export const namedIn = async (
  sql: Sql,
  projectId: string,
  of: AboutRef,
): Promise<About | null> => (await aboutIn(sql, projectId, of, true))?.about ?? null;

async function lookUp(sql: Sql, projectId: string, { kind, id }: AboutRef, named: boolean) {
  switch (kind) {
    case "action":
      return await actionAbout(sql, projectId, id);
    case "figure":
      return await figureAbout(sql, projectId, id);
    case "diagram":
      return await diagramAbout(sql, projectId, id);
    case "finding":
      return await (id.startsWith("figure:")
        ? figureAbout(sql, projectId, id.slice("figure:".length))
        : actionAbout(sql, projectId, id));
  }
  if (!UUID.test(id)) return null;
  if (kind === "widget") return await widgetAbout(sql, projectId, id);
  const ofStudy = kind === "project" || kind === "eligibility";
  if (ofStudy && id === projectId) return await figureAbout(sql, projectId, OF_STUDY);
  return Object.hasOwn(ABOUT_KINDS, kind)
    ? await rowAbout(sql, projectId, { kind, id }, named)
    : null;
}
