/** What the address of the plan says: which view, which rows, what is tried. Pure. */

export const VIEWS = ["gantt", "list", "board"] as const;
export type View = typeof VIEWS[number];

export interface PlanQuery {
  view: View;
  q: string;
  owner: string;
  phase: string;
  site: string;
  status: string;
  /** `critical`, `late` or `unconfirmed`. */
  show: string;
  sort: string;
  /** `desc`, else ascending. */
  dir: string;
  page: number;
  /** Id of the baseline to compare with; `none`: none; "": the newest. */
  base: string;
  /** 1, 2 or 4 times as wide as the page. */
  zoom: number;
  /** Id of the row whose links are drawn. */
  sel: string;
}

const NAMES = [
  "q",
  "owner",
  "phase",
  "site",
  "status",
  "show",
  "sort",
  "dir",
  "base",
  "sel",
] as const;

export function readQuery(params: URLSearchParams): PlanQuery {
  const texts = Object.fromEntries(
    NAMES.map((name) => [name, (params.get(name) ?? "").trim().slice(0, 200)]),
  ) as Record<typeof NAMES[number], string>;
  const view = VIEWS.find((one) => one === params.get("view")) ?? "gantt";
  const page = Number(params.get("page"));
  const zoom = Number(params.get("zoom"));
  return {
    ...texts,
    view,
    page: Number.isInteger(page) && page > 0 ? page : 1,
    zoom: zoom === 2 || zoom === 4 ? zoom : 1,
  };
}

/** The address of the same page with some things changed; more: parameters of no filter. */
export function hrefOf(
  query: PlanQuery,
  changes: Partial<PlanQuery> = {},
  more: Record<string, string> = {},
): string {
  const all = { ...query, page: 1, ...changes };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(all)) {
    const usual = value === "" || (name === "view" && value === "gantt") ||
      ((name === "page" || name === "zoom") && value === 1);
    if (!usual) params.set(name, String(value));
  }
  for (const [name, value] of Object.entries(more)) params.append(name, value);
  const text = params.toString();
  return text ? `?${text}` : "?";
}

export const isFiltered = (query: PlanQuery) =>
  [query.q, query.owner, query.phase, query.site, query.status, query.show].some(Boolean);
