/** What the figures of the coordinator's documents leave open. Pure. */
import type { Data, Widget } from "@/lib/dashboard/model.ts";
import type { SectionRecipe } from "../recipe.ts";

type Found = ReturnType<NonNullable<SectionRecipe["gaps"]>>;

function shown<Type extends Data["type"]>(widgets: Widget[], key: string, type: Type) {
  const data = widgets.find(({ catalogKey }) => catalogKey === key)?.data;
  return data?.type === type ? data as Extract<Data, { type: Type }> : null;
}

const list = (parts: string[]) =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

/** Fields that every study has; those of a trial that tries something out. */
const ALL = ["Overall status", "Sponsor", "Study type", "Target enrollment", "Conditions"];
const TRIAL = ["Phases", "Allocation", "Masking", "Primary purpose"];

/** Fields of the study that nobody has said. */
export function unknownFields(widgets: Widget[]): Found {
  const rows = shown(widgets, "record.identity", "table")?.rows ?? [];
  const value = new Map(rows.map(({ name, cells }) => [name, cells[0]]));
  const asked = value.get("Study type") === "Interventional" ? [...ALL, ...TRIAL] : ALL;
  const missing = asked.filter((name) => value.has(name) && value.get(name) === null);
  if (missing.length === 0) return [];
  const text = `${list(missing.map((name) => name.toLowerCase()))}: nobody has said so`;
  return [{ text, act: { label: "Set it", path: "settings" } }];
}

/** Outcomes without a time frame, arms without anything given. */
export function openDesign(widgets: Widget[]): Found {
  const [arms, outcomes] = [
    shown(widgets, "record.arms", "table"),
    shown(widgets, "record.outcomes", "table"),
  ];
  const bare = arms?.rows.filter(({ cells }) => cells[1] === null).length ?? 0;
  const undated = outcomes?.rows.filter(({ cells }) => cells[1] === null).length ?? 0;
  const act = { label: "Look at the protocol", path: "protocol" };
  return [
    ...(bare > 0 ? [{ text: `what is given in ${bare} of ${arms!.total} arms`, act }] : []),
    ...(undated > 0
      ? [{ text: `when ${undated} of ${outcomes!.total} outcomes are assessed`, act }]
      : []),
  ];
}

export function noSummary(widgets: Widget[]): Found {
  const data = shown(widgets, "record.about", "text");
  return data && data.sentences.length === 0
    ? [{ text: "what the study is about: no summary is recorded" }]
    : [];
}

/** Milestones of which nobody knows when, and a plan that nobody promised. */
export function openDates(widgets: Widget[]): Found {
  const data = shown(widgets, "plan.milestones", "table");
  if (!data || data.rows.length === 0) return [];
  const undated = data.rows.filter(({ cells }) => cells[2] === null && cells[3] === null);
  const names = list(undated.slice(0, 5).map(({ name }) => name));
  const more = undated.length > 5 ? ` and ${undated.length - 5} more` : "";
  return [
    ...(undated.length > 0
      ? [{
        text: `when these are to come: ${names}${more}`,
        act: { label: "Open the plan", path: "plan" },
      }]
      : []),
    ...(data.rows.every(({ cells }) => cells[1] === null)
      ? [{
        text: "what was promised: no baseline was taken",
        act: { label: "Take a baseline", path: "plan?panel=baselines" },
      }]
      : []),
  ];
}

/** Roles that a running study usually has, and nobody holds. */
const ROLES = ["Coordinator", "Regulatory lead", "Monitor (CRA)", "Data manager"];

export function unfilledRoles(widgets: Widget[]): Found {
  const bars = shown(widgets, "team.roles", "chart")?.bars;
  if (!bars) return [];
  const held = new Set(bars.map(({ label }) => label));
  const free = ROLES.filter((role) => !held.has(role));
  return free.length === 0 ? [] : [{
    text: `who does what these roles do: ${list(free)}; nobody on the study has them`,
    act: { label: "Add people", path: "members" },
  }];
}

/**
 * Targets seen in the field (PRODUCT.md) of what this app does not count itself, each with how an
 * indicator of the study that measures it would be called.
 */
const NOT_COUNTED: [RegExp, string][] = [
  [
    /visits?\b.*window|window.*\bvisits?\b/i,
    "visits in their window (in the field over 95 %): visits of participants are not kept here",
  ],
  [
    /quer(?:y|ies)/i,
    "queries older than 30 days (in the field under 10 %): queries are kept in the data capture",
  ],
  [
    /data entry|entered|entry/i,
    "data entered in 5 days (in the field over 90 %): when data was entered is known to the data " +
    "capture",
  ],
  [
    /serious|\bSAEs?\b|adverse/i,
    "serious adverse events reported in 24 hours: no case of a participant is kept here, on purpose",
  ],
  [
    /signature|signed/i,
    "signatures within 3 days: approvals that wait are in the list of what needs doing, how many " +
    "came in time is not counted",
  ],
];

/** What the study has no indicator for. */
export function unmeasured(widgets: Widget[]): Found {
  const indicators = [
    ...(shown(widgets, "quality.kri_grid", "grid")?.columns ?? []),
    ...(shown(widgets, "quality.qtl", "table")?.rows ?? []).map(({ name }) => name),
  ];
  return NOT_COUNTED
    .filter(([called]) => !indicators.some((title) => called.test(title)))
    .map(([, text]) => ({
      text: `${text}; an indicator of the study can count it`,
      act: { label: "Add an indicator", path: "quality?view=indicators" },
    }));
}

/** A record of the registry says what is measured, never which visits there are. */
export function noSchedule(): Found {
  return [
    {
      text: "which visits the protocol asks for, and in which window: a registry record has no " +
        "schedule of activities; the protocol has it",
      act: { label: "Add the protocol", path: "documents?do=add" },
    },
    {
      text:
        "which visits took place: visits of participants are kept in the data capture, not here",
    },
  ];
}
