/** Sites: where each stands and what its gate lacks (private.site_states). */
import { SITE_STATES, type SiteState, STATE_WORDS } from "@/lib/sites/model.ts";
import type { Stand } from "../model.ts";
import { count, type Entry, type Json, n, part, s } from "../entry.ts";
import { atRisk, critical, onTrack, unknown, worst } from "../status.ts";
import { day, many, num } from "../text.ts";
import { kpi } from "./kpi.ts";

const lacks = (site: Json) => Array.isArray(site.missing) ? site.missing.map(String) : [];
const DAY_MS = 86_400_000;

/** Days without anybody enrolled after activation that are too many (PRODUCT.md, alert rules). */
const IDLE_DAYS = 60;

/** How one site stands: the worst of what is known of it. */
export function standOfSite(site: Json, today: string): Stand {
  const [state, enrolled, since] = [String(site.state), n(site.enrolled), s(site.activated)];
  if (site.openGate === true) return critical(`enrolling, gate lacks ${num(lacks(site).length)}`);
  if (state === "on_hold") return atRisk(`on hold since ${day(s(site.since))}`);
  const idle = since === null ? 0 : Math.round((Date.parse(today) - Date.parse(since)) / DAY_MS);
  if (state === "active" && !enrolled && idle >= IDLE_DAYS) {
    return atRisk(`nobody enrolled since ${day(since)}`);
  }
  if (state === "enrolling" && enrolled !== null) {
    const goal = n(site.target) === null ? "" : ` of ${num(count(site.target))}`;
    return onTrack(`${num(enrolled)}${goal} enrolled`);
  }
  if (state === "unknown") return unknown("no day is recorded");
  const word = STATE_WORDS[state as SiteState]?.toLowerCase() ?? state;
  return {
    state: state === "active" || state === "enrolling" ? "on-track" : "unknown",
    reason: word,
  };
}

/** "In start-up" comes before "active"; stages that hold nobody are left out but the main ones. */
const MAIN = new Set<SiteState>(["identified", "selected", "active", "enrolling"]);

export const SITES: Entry[] = [
  {
    key: "sites.active",
    type: "kpi",
    title: "Active sites",
    formula: "sites that are active or enrolling",
    thresholds: "none unless one is given",
    params: ["country", "target"],
    show(doc, { target }) {
      const [active, all] = [count(doc.value), count(doc.facts.of)];
      const words = `${num(active)} of ${many(all, "site")}`;
      const stand = all === 0
        ? unknown("no site is recorded")
        : target === undefined
        ? unknown("no target is set")
        : active >= target
        ? onTrack(words)
        : atRisk(words);
      return kpi({
        doc,
        unit: "count",
        target: target ?? null,
        targetWords: target === undefined ? `of ${num(all)}` : `at least ${num(target)}`,
        stand,
        filled: words,
      });
    },
  },
  {
    key: "sites.pipeline",
    type: "workflow",
    title: "Site pipeline",
    formula: "state from its days",
    thresholds: "",
    params: ["country"],
    show(doc) {
      const of = new Map(doc.rows.map((row) => [String(row.state), count(row.n)]));
      const steps = SITE_STATES.filter((state) => of.has(state) || MAIN.has(state))
        .map((state) => ({
          label: STATE_WORDS[state],
          n: of.get(state) ?? 0,
          now: state === "active" || state === "enrolling",
        }));
      const [next, waiting] = [part(doc.facts.next), part(doc.facts.waiting)];
      const notes = [
        s(next.name) &&
        `Next: ${next.name}, gate lacks ${num(lacks(next).length)}, planned ${
          day(s(next.planned))
        }`,
        s(waiting.name) &&
        `Longest waiting: ${waiting.name}, ${
          STATE_WORDS[waiting.state as SiteState].toLowerCase()
        } since ${day(s(waiting.since))}`,
      ].filter((note) => note !== null);
      const said = steps.filter((step) => step.n > 0).map((step) =>
        `${num(step.n)} ${step.label.toLowerCase()}`
      );
      return {
        data: { type: "workflow", steps, notes },
        stand: null,
        summary: `${said.join(", ") || "No site is recorded"}.`,
        filled: "",
      };
    },
  },
  {
    key: "sites.table",
    type: "table",
    title: "Sites",
    formula: "newest counts; state from its days",
    thresholds:
      `critical: enrolling with an open gate; at risk: on hold, or nobody in ${IDLE_DAYS} days`,
    params: ["country", "limit"],
    show(doc, _, today) {
      return {
        data: {
          type: "table",
          columns: [
            { label: "Site", kind: "text" },
            { label: "Active since", kind: "date" },
            { label: "Enrolled", kind: "bar" },
            { label: "Screened", kind: "number" },
            { label: "Failed", kind: "number" },
            { label: "Status", kind: "stand" },
          ],
          rows: doc.rows.map((row) => ({
            name: s(row.name) ?? "",
            path: `sites/${row.id}`,
            cells: [
              s(row.activated),
              n(row.enrolled) === null ? null : `${row.enrolled} / ${n(row.target) ?? "–"}`,
              n(row.screened),
              n(row.failed),
              standOfSite(row, today),
            ],
          })),
          total: count(doc.value),
        },
        stand: null,
        summary: `${num(count(doc.facts.active))} active of ${num(count(doc.value))}.`,
        filled: "",
      };
    },
  },
  {
    key: "sites.open_gates",
    type: "list",
    title: "Open gates",
    formula: "sites under way whose activation gate lacks something",
    thresholds: "critical: enrolling; at risk: any other",
    params: ["country", "limit"],
    show(doc) {
      const enrolling = doc.rows.filter((row) => row.openGate === true).length;
      return {
        data: {
          type: "list",
          items: doc.rows.map((row) => ({
            title: s(row.name) ?? "",
            detail: `${STATE_WORDS[row.state as SiteState]}; lacks ${lacks(row).join(", ")}`,
            path: `sites/${row.id}`,
          })),
          total: count(doc.value),
        },
        stand: worst({ critical: enrolling, atRisk: count(doc.value) }, {
          critical: "enrolling with an open gate",
          atRisk: "with an open gate",
          none: "no gate of a site under way is open",
          nothing: "",
        }),
        summary: `${many(count(doc.value), "site")} with an open gate.`,
        filled: "",
      };
    },
  },
];
