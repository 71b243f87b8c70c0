/** Documents one by one and by requirement, zone and place (private.expected_widget). */
import { NEEDED_WORDS, type NeededFor, STATE_WORDS } from "@/lib/documents/model.ts";
import { placed } from "@/lib/documents/words.ts";
import type { Row, Stand, Standing } from "../model.ts";
import { count, type Entry, type Json, n, s } from "../entry.ts";
import { worst } from "../status.ts";
import { day, many, num, plain } from "../text.ts";
import { figure, STAND, table, text } from "./columns.ts";

const STATES: Record<string, Standing> = {
  ...{ missing: "at-risk", expired: "critical", expiring: "at-risk", pending: "at-risk" },
  ...{ withdrawn: "at-risk", waived: "on-track", current: "on-track" },
};
const LEVELS: Record<string, string> = { STUDY: "Study", COUNTRY: "Country", SITE: "Site" };

const neededFor = (value: unknown) =>
  s(value) ? NEEDED_WORDS[value as NeededFor] ?? plain(String(value)) : null;
export const stateWords = (value: unknown) => STATE_WORDS[String(value)] ?? plain(String(value));
/** A document with its place: "Insurance, Spain". */
export const named = (row: Json) => placed(String(row.title), s(row.place) ?? s(row.at));
export const documentPath = (row: Json): Partial<Row> =>
  s(row.document) ? { path: `documents/${row.document}` } : {};

/** How a document stands, with the day that matters. */
function standOf(row: Json): Stand {
  const state = String(row.state);
  const until = s(row.expires);
  const words = state === "waived"
    ? `waived: ${row.reason}`
    : state === "expired"
    ? `expired ${day(until)}`
    : state === "expiring"
    ? `until ${day(until)}`
    : stateWords(state).toLowerCase();
  return { state: STATES[state] ?? "unknown", reason: words };
}

const nothing = "no rule that expects one is confirmed";

export const DOCUMENT_LISTS: Entry[] = [
  {
    key: "documents.expected",
    type: "table",
    title: "Expected and held documents",
    formula: "each document that a confirmed requirement expects at a place, and those beside",
    thresholds: "critical: expired; at risk: missing, pending, withdrawn, expiring",
    params: ["siteId", "limit"],
    show(doc) {
      const [all, missing, expired] = [
        count(doc.value),
        count(doc.facts.missing),
        count(doc.facts.expired),
      ];
      return {
        data: table(
          [text("Place"), text("Needed for"), text("Version"), STAND],
          doc.rows.map((row) => ({
            name: String(row.title),
            ...documentPath(row),
            cells: [
              s(row.place) ?? "Study",
              neededFor(row.needed),
              s(row.version),
              standOf(row),
            ],
          })),
          all,
          "Document",
        ),
        stand: worst({ critical: expired, atRisk: missing, of: all }, {
          critical: "expired",
          atRisk: "missing",
          none: "none is missing or expired",
          nothing: "no document is expected or held",
        }),
        summary: `${many(all, "document")}: ${num(count(doc.facts.of))} current or expiring, ${
          num(missing)
        } missing, ${num(expired)} expired.`,
        filled: "",
      };
    },
  },
  {
    key: "documents.missing",
    type: "list",
    title: "Missing documents",
    formula: "expected documents without any version, and without a waiver in force",
    thresholds: "at risk: one is missing",
    params: ["siteId", "limit"],
    show(doc) {
      return {
        data: {
          type: "list",
          items: doc.rows.map((row) => ({
            title: named(row),
            detail: neededFor(row.needed)
              ? `missing, needed for ${neededFor(row.needed)}`
              : "missing",
            path: s(row.document) ? `documents/${row.document}` : "documents",
          })),
          total: count(doc.value),
        },
        stand: worst({ atRisk: count(doc.value) }, {
          critical: "missing",
          atRisk: "missing",
          none: "nothing that is expected is missing",
          nothing,
        }),
        summary: `${many(count(doc.value), "expected document")} missing.`,
        filled: "",
      };
    },
  },
  {
    key: "documents.by_requirement",
    type: "table",
    title: "Documents by requirement",
    formula: "each requirement with the documents that it expects at a place, or that name it",
    thresholds: "critical: one is expired; at risk: one is missing",
    params: ["limit"],
    show(doc) {
      const rules = count(doc.value);
      return {
        data: table(
          [
            ...[text("For each"), text("Needed for"), figure("Expected"), figure("Held")],
            ...[figure("Missing"), figure("Expired"), figure("Waived")],
          ],
          doc.rows.map((row) => ({
            name: s(row.title) ?? "Requirement",
            cells: [
              ...[LEVELS[String(row.level)] ?? null, neededFor(row.needed), n(row.n), n(row.held)],
              ...[n(row.missing), n(row.expired), n(row.waived)],
            ],
          })),
          rules,
          "Requirement",
        ),
        stand: worst(
          {
            critical: count(doc.facts.expired),
            atRisk: count(doc.facts.missing),
            of: rules,
          },
          {
            critical: "expired",
            atRisk: "missing",
            none: "nothing that is expected is missing",
            nothing,
          },
        ),
        summary: `${many(rules, "requirement")} expect ${many(count(doc.facts.by), "document")}, ${
          num(count(doc.facts.of))
        } held.`,
        filled: "",
      };
    },
  },
  {
    key: "documents.by_zone",
    type: "table",
    title: "Documents by TMF zone",
    formula: "expected documents by zone of the Trial Master File, without those waived",
    thresholds: "critical: one is expired; at risk: one is missing",
    params: [],
    show(doc) {
      const all = count(doc.facts.by);
      return {
        data: table(
          [figure("Expected"), figure("Held"), figure("Missing"), figure("Expired")],
          doc.rows.map((row) => ({
            name: s(row.number)
              ? [row.number, s(row.zone)].filter(Boolean).join(" ")
              : "Without a TMF number",
            cells: [n(row.n), n(row.held), n(row.missing), n(row.expired)],
          })),
          doc.rows.length,
          "Zone",
        ),
        stand: worst(
          { critical: count(doc.facts.expired), atRisk: count(doc.facts.missing), of: all },
          { critical: "expired", atRisk: "missing", none: "none is missing or expired", nothing },
        ),
        summary: `${many(doc.rows.length, "zone")}, ${many(all, "document")} expected, ${
          num(count(doc.facts.of))
        } held.`,
        filled: "",
      };
    },
  },
  {
    key: "documents.expiry_bands",
    type: "chart",
    title: "Expiring in 30, 60, 90 days",
    formula: "documents by the days that are left of them",
    thresholds: "critical: expired; at risk: 30 days or less",
    params: ["siteId"],
    show(doc) {
      const words: Record<string, [string, Standing]> = {
        ...{ expired: ["Expired", "critical"], "30": ["30 days or less", "at-risk"] },
        ...{ "60": ["31 to 60 days", "on-track"], "90": ["61 to 90 days", "on-track"] },
      };
      const bars = doc.rows.map((row) => {
        const [label, state] = words[String(row.band)]!;
        return { label, n: count(row.n), stand: state };
      });
      const [expired, soon] = [bars[0]?.n ?? 0, bars[1]?.n ?? 0];
      return {
        data: { type: "chart", unit: "documents", bars },
        stand: worst({ critical: expired, atRisk: soon }, {
          critical: "expired",
          atRisk: "to expire within 30 days",
          none: "none expires within 30 days",
          nothing: "",
        }),
        summary: `${bars.map((bar) => `${bar.label}: ${num(bar.n)}`).join(", ")}.`,
        filled: "",
      };
    },
  },
];
