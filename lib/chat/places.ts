/** Where what was looked up is seen. Pure. */

/** Where figures of a group are seen, below the study. */
const PLACES: Record<string, string> = {
  plan: "/plan",
  sites: "/sites",
  site: "/sites",
  enrollment: "/enrollment",
  rate: "/enrollment",
  documents: "/documents",
  quality: "/quality",
  indicators: "/quality",
  budget: "/budget",
  trail: "/activity",
};

/** Where a figure is seen. @param base "/projects/<id>" */
export const placeOf = (key: string, base: string, siteId: string | null) =>
  siteId ? `${base}/sites/${siteId}` : `${base}${PLACES[key.split(".")[0]!] ?? ""}`;
