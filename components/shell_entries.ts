/** Where the frame of a page leads: sections of a study, and ways to others. Pure. */
import type { IconName } from "./icons.tsx";

/** The study whose sections the sidebar shows; null in the portfolio. */
export interface ShellStudy {
  id: string;
  name: string;
  phases: string[] | null;
  studyType: string | null;
  conditions: string[];
  siteCount: number;
  /** The reader may see its budget. */
  seesBudget?: boolean;
  /** Those that wait for a decision; null or absent for who may not see them. */
  proposals?: { open: number } | null;
}

export type Section =
  | "home"
  | "plan"
  | "sites"
  | "enrollment"
  | "quality"
  | "findings"
  | "documents"
  | "budget"
  | "protocol"
  | "assistant"
  | "proposals"
  | "diagrams"
  | "intake"
  | "import"
  | "activity"
  | "members"
  | "settings"
  | "projects"
  | "new"
  | "organization"
  | "account";

/** A way in the sidebar or the bottom bar. */
export interface Entry {
  section: Section;
  href: string;
  icon: IconName;
  label: string;
  count?: number;
}

/** Ways to other studies. */
export const LIST: Entry[] = [
  { section: "projects", href: "/projects", icon: "portfolio", label: "Portfolio" },
  { section: "new", href: "/projects/new", icon: "plus", label: "New study" },
];

/** The sections of a study that exist; later ones join here. */
export function studyEntries(study: ShellStudy): Entry[] {
  const base = `/projects/${study.id}`;
  return [
    { section: "home", href: base, icon: "home", label: "Home" },
    { section: "protocol", href: `${base}/protocol`, icon: "docs", label: "Protocol" },
    { section: "plan", href: `${base}/plan`, icon: "plan", label: "Plan" },
    {
      section: "sites",
      href: `${base}/sites`,
      icon: "sites",
      label: "Sites",
      count: study.siteCount,
    },
    { section: "enrollment", href: `${base}/enrollment`, icon: "chart", label: "Enrollment" },
    { section: "quality", href: `${base}/quality`, icon: "check", label: "Quality" },
    { section: "documents", href: `${base}/documents`, icon: "docs", label: "Documents" },
    ...(study.seesBudget
      ? [{
        ...{ section: "budget" as const, href: `${base}/budget` },
        ...{ icon: "budget" as const, label: "Budget" },
      }]
      : []),
    { section: "assistant", href: `${base}/assistant`, icon: "assistant", label: "Assistant" },
    {
      ...{ section: "proposals", href: `${base}/proposals`, icon: "intake", label: "Proposals" },
      count: study.proposals?.open,
    },
    { section: "diagrams", href: `${base}/diagrams`, icon: "flow", label: "Diagrams" },
    { section: "intake", href: `${base}/intake`, icon: "intake", label: "Intake" },
    { section: "import", href: `${base}/import`, icon: "import", label: "Registry record" },
    { section: "activity", href: `${base}/activity`, icon: "activity", label: "Activity" },
    { section: "members", href: `${base}/members`, icon: "members", label: "Members" },
    { section: "settings", href: `${base}/settings`, icon: "settings", label: "Settings" },
  ];
}
