/** From figures and actions to a document as the rules make it. Pure. */
import type { Action, Rule } from "@/lib/actions/model.ts";
import type { Asked } from "@/lib/dashboard/service.ts";
import type { Widget } from "@/lib/dashboard/model.ts";
import { actionFact, hashOf, type Said, widgetFacts } from "./facts.ts";
import type { Gap, Skeleton, SkeletonSection, TabFact } from "./model.ts";
import type { SectionRecipe, TabRecipe, Wanted } from "./recipe.ts";

/** What a document asks of the catalogue; ids are "<section>.<number>". */
export function askedOf(tab: TabRecipe, siteId: string | null): Asked[] {
  return tab.sections.flatMap(({ key, wishes = [] }) =>
    wishes.map((wish, i) => ({
      ...wish,
      id: `${key}.${i}`,
      params: { ...wish.params, ...(siteId ? { siteId } : {}) },
    }))
  );
}

export const MOST_ACTIONS = 20;

/** Actions whose words say what takes a right that not everybody has who reads actions. */
export const RIGHTS_OF: Partial<Record<Rule, string>> = {
  budget_variance: "budget",
  budget_overbooked: "budget",
  chain_broken: "activity",
};

/** The actions that a section shows. */
function chosen(all: readonly Action[], wanted: Wanted): Action[] {
  const { rules, severities, limit = MOST_ACTIONS } = wanted;
  return all.filter(({ rule, severity }) =>
    (rules ? rules.includes(rule) : !RIGHTS_OF[rule]) &&
    (!severities || severities.includes(severity))
  ).slice(0, limit);
}

const NO_TARGET = "no target is set";

/** A gap; of a figure that is not known the figure and why. */
type Found = Gap & { figure?: { title: string; reason: string } };

/** A figure that says nothing, or that its reader's role does not let them see. */
function gapsOf(section: SectionRecipe, widgets: readonly Widget[], base: string): Found[] {
  const found = widgets.flatMap((widget): Omit<Found, "section">[] => {
    const { catalogKey, data, title, status, reason } = widget;
    const known = section.empty?.[catalogKey];
    // A figure that nobody set a target for is known.
    const unknown = status === "unknown" && reason !== NO_TARGET;
    // An empty list of what is late or lacking is good news where there was something to look at.
    const missing = data === null || unknown || (isEmpty(widget) && status !== "on-track");
    if (!missing) return [];
    if (known && data !== null) {
      const { text, act } = known;
      return [{ text, ...(act ? { act: { label: act.label, href: `${base}/${act.path}` } } : {}) }];
    }
    const text = `${title}: ${reason ?? "nothing is recorded"}`;
    if (data === null) return [{ text }];
    return unknown ? [{ text, ...(reason ? { figure: { title, reason } } : {}) }] : [];
  });
  const more = (section.gaps?.([...widgets]) ?? []).map(({ text, act }) => ({
    text,
    ...(act ? { act: { label: act.label, href: `${base}/${act.path}` } } : {}),
  }));
  return [...found, ...more].map((gap) => ({ section: section.key, ...gap }));
}

/** What several figures lack for one reason is said once, in the section of the first. */
function saidOnce(all: readonly Found[]): Gap[] {
  const byReason = Map.groupBy(all, ({ figure, text }) => figure?.reason ?? text);
  return [...byReason.values()].map(([first, ...more]) => {
    const { figure, ...gap } = first!;
    const titles = new Set([first!, ...more].flatMap((one) => one.figure?.title ?? []));
    return figure ? { ...gap, text: `${[...titles].join(", ")}: ${figure.reason}` } : gap;
  });
}

/** Nothing to show, though it may be seen. */
export function isEmpty({ data }: Widget): boolean {
  switch (data?.type) {
    case "kpi":
      return data.value === null;
    case "table":
    case "grid":
      return data.rows.length === 0;
    case "list":
    case "timeline":
    case "gantt":
      return data.items.length === 0;
    case "chart":
      return data.bars.length === 0;
    case "heatmap":
      return data.risks.length === 0;
    case "burnup":
      return data.points.length === 0;
    default:
      return false;
  }
}

/** Rows behind figures that are kept: those of live sections alone are left out. */
function keptSources(sections: readonly SkeletonSection[], sources: Skeleton["sources"]) {
  if (!sections.some(({ live }) => live)) return sources;
  const kept = new Set(
    sections.filter(({ live }) => !live)
      .flatMap(({ widgets }) =>
        widgets.flatMap(({ sourceRefs }) => sourceRefs.map(({ id }) => id))
      ),
  );
  return sources.filter(({ id }) => kept.has(id));
}

/** Rights that figures and actions of the document took. */
function rightsOf(sections: readonly SkeletonSection[], resources: readonly string[]): string[] {
  const taken = sections.flatMap(({ actions }) =>
    (actions ?? []).flatMap(({ rule }) => RIGHTS_OF[rule] ?? [])
  );
  return [...new Set([...resources, ...taken])];
}

/** The document as it may be kept and read by others who have its rights. */
export const keptOf = (skeleton: Skeleton): Skeleton => ({
  ...skeleton,
  sections: skeleton.sections.filter(({ live }) => !live),
  gaps: skeleton.gaps.filter(({ section }) =>
    skeleton.sections.some(({ key, live }) => key === section && !live)
  ),
});

export interface Given {
  projectId: string;
  project: string;
  site: Skeleton["site"];
  protocolVersion: string | null;
  today: string;
  asOf: string;
  widgets: readonly Widget[];
  /** Of a document about a site: those of the site. */
  actions: readonly Action[];
  sources: Skeleton["sources"];
  resources: string[];
  restricted: boolean;
}

export function toSkeleton(tab: TabRecipe, given: Given): Skeleton {
  const { widgets, actions, site, ...rest } = given;
  const base = `/projects/${given.projectId}`;
  const byId = new Map(widgets.map((widget) => [widget.id, widget]));
  let told = 0;
  const gaps = { kept: [] as Found[], live: [] as Found[] };
  const kept: Said[] = [];
  const sections = tab.sections.map((recipe): SkeletonSection => {
    const { key, title, wishes = [], write = null } = recipe;
    const shown = wishes.flatMap((_, i) => byId.get(`${key}.${i}`) ?? []);
    const doing = recipe.actions ? chosen(actions, recipe.actions) : null;
    const said = [
      ...shown.flatMap((widget) => widgetFacts(widget, base)),
      ...(doing ?? []).map((action) => actionFact(action, given.asOf)),
    ];
    const facts: TabFact[] = said.map(({ lasting: _, ...one }) => ({
      ...{ ...one, id: `F${++told}`, section: key },
    }));
    if (!recipe.live) kept.push(...said);
    gaps[recipe.live ? "live" : "kept"].push(...gapsOf(recipe, shown, base));
    return {
      ...{ key, title, facts, widgets: shown, actions: doing },
      write: tab.generatesNothing ? null : write,
      ...(recipe.live ? { live: true as const } : {}),
      dataSha256: hashOf(said),
    };
  });
  return {
    ...{ ...rest, site, sections, gaps: [...saidOnce(gaps.kept), ...saidOnce(gaps.live)] },
    ...{
      sources: keptSources(sections, given.sources),
      resources: rightsOf(sections, given.resources),
    },
    ...{ tabType: tab.type, persona: tab.persona, title: tab.title },
    dataSha256: hashOf(kept),
  };
}
