/** What the palette offers: the sections that the sidebar has, and the studies that were found. */
import type { IconName } from "./icons.tsx";

export interface Found {
  label: string;
  kind: string;
  href: string;
  icon: IconName;
}

/** The sections whose name holds the text. */
export function sectionsOf(links: Iterable<HTMLAnchorElement>, text: string): Found[] {
  const wanted = text.trim().toLowerCase();
  return [...links].map((link) => ({
    label: (link.firstElementChild?.nextSibling?.textContent ?? "").trim(),
    kind: "Section",
    href: link.pathname,
    icon: "right" as const,
  })).filter(({ label }) => label.toLowerCase().includes(wanted));
}

/** The studies in an answer of GET /api/projects; what does not fit is left out. */
export function foundIn(answer: unknown): Found[] {
  if (!isRecord(answer) || !Array.isArray(answer.projects)) return [];
  return answer.projects.flatMap((project: unknown) =>
    isRecord(project) && typeof project.id === "string" && typeof project.name === "string"
      ? [{
        label: project.name,
        kind: typeof project.nctId === "string" ? project.nctId : "Study",
        href: `/projects/${project.id}`,
        icon: "portfolio" as const,
      }]
      : []
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
