/** For tests: entries of documents, quality and changes, counted anew from rows. */
import assert from "node:assert/strict";
import { NEEDED_WORDS, type NeededFor, STATE_WORDS } from "@/lib/documents/model.ts";
import { type DocumentKind, KIND_WORDS } from "@/lib/documents/model.ts";
import type { Cell, Widget } from "@/lib/dashboard/model.ts";
import { data } from "@/lib/dashboard/recount_testing.ts";
import { placed } from "@/lib/documents/words.ts";
import {
  expectedOf,
  type Row,
  type Rows,
  siteLabel,
  text,
  versionsOf,
} from "./regulatory_rows_testing.ts";

const DAY = 86_400_000;
export const between = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY;
const needed = (value: unknown) => text(value) ? NEEDED_WORDS[value as NeededFor] : null;

type Said = (Cell | undefined)[];
/** What a recount finds: all rows of a list or table, a name first; figures said in words. */
interface Wanted {
  rows?: Said[];
  total?: number;
  figures?: number[];
  sources?: number;
}

const lower = (row: Said) =>
  JSON.stringify(row.map((cell) => typeof cell === "string" ? cell.toLowerCase() : cell));

/** Rows as they are shown, without the last column where that is how something stands. */
function shownRows(widget: Widget): Said[] {
  if (widget.data?.type === "list") {
    return widget.data.items.map(({ title }) => [title]);
  }
  const { columns, rows } = data(widget, "table");
  return rows.map(({ name, cells }) => [
    name,
    // Before the cells stands the name, which has a column too.
    ...cells.filter((_, i) => columns[i + 1]!.kind !== "stand"),
  ]);
}

/** Every figure in the words of a widget: its status, its summary. */
function wordFigures({ reason, summary }: Widget): number[] {
  const words = `${reason ?? ""} ${summary}`.replace(
    /Not known: which sites have [^;]+;|version \S+|\d{1,2} [A-Z][a-z]{2} \d{4}/g,
    "",
  )
    .replace(/within \d+ days|over 3 days|\d+ days or less|\d+ to \d+ days/g, "");
  return [...words.matchAll(/(?<![\w.])\d[\d,]*(?:\.\d+)?/g)].map(([n]) =>
    Number(n.replaceAll(",", ""))
  );
}

export function holds(widget: Widget, wanted: Wanted, place: string) {
  const at = `${place}, ${widget.catalogKey}`;
  assert.ok(widget.data, `${at}: ${widget.reason}`);
  if (wanted.rows) {
    const shown = shownRows(widget).map(lower);
    const left = wanted.rows.map(lower);
    for (const row of shown) {
      const found = left.indexOf(row);
      assert.ok(found >= 0, `${at}: ${row} is not among\n${left.slice(0, 20).join("\n")}`);
      left.splice(found, 1);
    }
    if (widget.data.type === "list" || widget.data.type === "table") {
      const total = wanted.total ?? wanted.rows.length;
      assert.equal(widget.data.total, total, at);
      assert.ok(shown.length === total || shown.length >= 6, `${at}: ${shown.length} of ${total}`);
    }
  }
  if (wanted.sources !== undefined) assert.equal(widget.sourceCount, wanted.sources, at);
  const known = new Set(wanted.figures ?? []);
  for (const figure of wordFigures(widget)) {
    assert.ok(known.has(figure), `${at}: ${figure} in "${widget.reason}; ${widget.summary}"`);
  }
}

export type Recount = (rows: Rows, today: string) => Wanted;
export const of = <T>(all: T[], having: (one: T) => boolean) => all.filter(having).length;

function documentCounts(rows: Rows, today: string) {
  const all = expectedOf(rows, today);
  const asked = all.filter(({ requirement_id }) => requirement_id !== null);
  const state = (list: typeof all, ...states: string[]) =>
    of(list, (one) => states.includes(one.state));
  return { all, asked, state };
}

const LEVELS: Record<string, string> = { STUDY: "Study", COUNTRY: "Country", SITE: "Site" };
const held = (state: string) => ["current", "expiring"].includes(state);

export const named = (rows: Rows, document: Row) =>
  placed(String(document.title), siteLabel(rows, document.site_id) ?? text(document.country));

export const DOCUMENT_RECOUNT: Record<string, Recount> = {
  "documents.expected": (rows, today) => {
    const { all, state } = documentCounts(rows, today);
    return {
      rows: all.map((one) => [
        ...[one.title, one.place ?? "Study", needed(one.needed_for), text(one.version)],
      ]),
      sources: all.length,
      figures: [
        ...[all.length, state(all, "current", "expiring"), state(all, "missing")],
        state(all, "expired"),
      ],
    };
  },
  "documents.missing": (rows, today) => {
    const missing = documentCounts(rows, today).asked.filter(({ state }) => state === "missing");
    return {
      rows: missing.map((one) => [placed(one.title, one.place)]),
      figures: [missing.length, of(missing, (one) => one.needed_for !== null)],
      sources: missing.length,
    };
  },
  "documents.by_requirement": (rows, today) => {
    const { asked, state } = documentCounts(rows, today);
    const rules = [...Map.groupBy(asked, (one) => one.requirement_id)];
    return {
      rows: rules.map(([, own]) => [
        own[0]!.asked ?? "Requirement",
        LEVELS[own.map(({ level }) => String(level)).sort()[0]!],
        needed(own.map(({ needed_for }) => text(needed_for)).find((one) => one !== null) ?? null),
        ...[own.length, state(own, "current", "expiring"), state(own, "missing")],
        ...[state(own, "expired"), state(own, "waived")],
      ]),
      figures: [
        ...[rules.length, asked.length, state(asked, "current", "expiring")],
        ...[state(asked, "missing"), state(asked, "expired")],
      ],
    };
  },
  "documents.by_zone": (rows, today) => {
    const { asked, state } = documentCounts(rows, today);
    const live = asked.filter((one) => one.state !== "waived");
    const zones = [...Map.groupBy(live, ({ artifact }) => artifact?.slice(0, 2) ?? null)];
    return {
      figures: [
        ...[zones.length, live.length, state(live, "current", "expiring")],
        ...[state(live, "missing"), state(live, "expired")],
      ],
      sources: live.length,
    };
  },
  "documents.expiry_bands": (rows, today) => {
    const left = expectedOf(rows, today).filter(({ state }) =>
      ["expiring", "expired"].includes(state)
    ).map((one) => one.left!);
    const band = (least: number, most: number) => of(left, (n) => n >= least && n <= most);
    return {
      figures: [band(-1e6, -1), band(0, 30), band(31, 60), band(61, 90), 30],
      sources: left.length,
    };
  },
  "documents.awaiting": (rows, today) => {
    const { states, documentOf } = versionsOf(rows, today);
    const since = (version: Row) =>
      text(version.dated_on) ?? String(version.created_at).slice(0, 10);
    const waiting = rows.document_versions.filter((version) =>
      version.approved_on === null && states.get(version.id) !== "withdrawn" &&
      !rows.document_versions.some((one) =>
        one.document_id === version.document_id && one.approved_on !== null &&
        String(one.created_at) > String(version.created_at)
      )
    );
    return {
      rows: waiting.map((
        version,
      ) => [`${named(rows, documentOf(version))}, version ${version.version}`]),
      figures: [waiting.length, of(waiting, (one) => between(since(one), today) > 3)],
      sources: waiting.length,
    };
  },
  "documents.in_force": (rows, today) => {
    const { states, inForce, documentOf, acts } = versionsOf(rows, today);
    const ends = new Map(
      expectedOf(rows, today).map((one) => [one.version_id, text(one.expires_on)]),
    );
    return {
      rows: inForce.map((version) => [
        named(rows, documentOf(version)),
        String(version.version),
        KIND_WORDS[documentOf(version).kind as DocumentKind],
        acts(version),
        ends.get(version.id) ?? null,
      ]),
      figures: [inForce.length, of(inForce, ({ id }) => states.get(id) === "expiring")],
      sources: inForce.length,
    };
  },
  "documents.consent_versions": (rows, today) => {
    const { states, documentOf, acts } = versionsOf(rows, today);
    const versions = rows.document_versions.filter((one) =>
      documentOf(one).kind === "consent_form"
    );
    const usesOf = (version: Row) =>
      rows.document_uses.filter((one) => one.version_id === version.id);
    const live = (version: Row) =>
      of(
        usesOf(version),
        ({ used_from, used_until }) =>
          used_from !== null && String(used_from) <= today &&
          (used_until === null || String(used_until) >= today),
      );
    return {
      rows: versions.map((version) => [
        named(rows, documentOf(version)),
        ...[String(version.version), STATE_WORDS[states.get(version.id)!]!],
        ...[text(version.approved_on), acts(version)],
        of(
          usesOf(version),
          ({ approved_on }) => approved_on !== null && String(approved_on) <= today,
        ),
        live(version),
      ]),
      figures: [
        versions.length,
        of(versions, ({ id }) => ["current", "expiring", "expired"].includes(states.get(id)!)),
        of(
          versions,
          (one) => live(one) > 0 && ["superseded", "withdrawn"].includes(states.get(one.id)!),
        ),
      ],
      sources: versions.length,
    };
  },
  "documents.waivers": (rows, today) => {
    const all = rows.document_waivers;
    const live = (one: Row) => one.until_on === null || String(one.until_on) >= today;
    return {
      rows: all.map((one) => [
        text(rows.document_requirements.find(({ id }) => id === one.requirement_id)?.title),
        siteLabel(rows, one.site_id) ?? text(one.country) ?? "Everywhere",
        ...[text(one.reason), text(one.until_on), live(one) ? "in force" : "ended"],
      ]),
      figures: [all.length, of(all, (one) => !live(one))],
      sources: all.length,
    };
  },
  "documents.regulations": (rows) => ({
    rows: rows.regulations.map(({ name }) => [String(name)]),
    figures: [rows.regulations.length],
    sources: rows.regulations.length,
  }),
  "documents.completeness": (rows, today) => {
    const live = documentCounts(rows, today).asked.filter(({ state }) => state !== "waived");
    return {
      figures: [
        of(live, ({ state }) => held(state)),
        live.length,
        0,
        100,
        of(live, ({ state }) => state === "expired"),
      ],
      sources: live.length,
    };
  },
};
