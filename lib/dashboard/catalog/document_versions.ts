/** Versions of documents, waivers, and the regulations that a study names (private.version_widget). */
import { type DocumentKind, KIND_WORDS } from "@/lib/documents/model.ts";
import { count, type Entry, n, s } from "../entry.ts";
import { atRisk, critical, onTrack, unknown, worst } from "../status.ts";
import { day, many, num } from "../text.ts";
import { date, figure, table, text } from "./columns.ts";
import { documentPath, named, stateWords } from "./document_lists.ts";

const VERSIONS: Entry[] = [
  {
    key: "documents.awaiting",
    type: "list",
    title: "Awaiting approval",
    formula: "versions without an approval, unless a later one has it",
    thresholds: "at risk: one waits for over 3 days",
    params: ["siteId", "limit"],
    show(doc) {
      return {
        data: {
          type: "list",
          items: doc.rows.map((row) => ({
            title: `${named(row)}, version ${row.version}`,
            detail: `since ${day(s(row.waits))}`,
            age: many(count(row.waitsDays), "day"),
            path: `documents/${row.document}`,
          })),
          total: count(doc.value),
        },
        stand: worst({ atRisk: count(doc.facts.old) }, {
          critical: "",
          atRisk: "wait for over 3 days",
          none: count(doc.value) === 0 ? "nothing waits" : "none waits for over 3 days",
          nothing: "",
        }),
        summary: `${many(count(doc.value), "version")} awaiting approval.`,
        filled: "",
      };
    },
  },
  {
    key: "documents.in_force",
    type: "table",
    title: "Versions in force",
    formula: "of each document the newest version approved and in effect, and not expired",
    thresholds: "at risk: one ends within 90 days",
    params: ["siteId", "limit"],
    show(doc) {
      const all = count(doc.value);
      return {
        data: table(
          [text("Version"), text("Kind"), date("In force since"), date("Until")],
          doc.rows.map((row) => ({
            name: named(row),
            ...documentPath(row),
            cells: [
              ...[s(row.version), KIND_WORDS[row.kind as DocumentKind] ?? null],
              ...[s(row.actsOn), s(row.lastsTo)],
            ],
          })),
          all,
          "Document",
        ),
        stand: worst({ atRisk: count(doc.facts.expiring), of: all }, {
          critical: "",
          atRisk: "end within 90 days",
          none: "none ends within 90 days",
          nothing: "no version is in force",
        }),
        summary: `${many(all, "version")} in force.`,
        filled: "",
      };
    },
  },
  {
    key: "documents.consent_versions",
    type: "table",
    title: "Consent form versions",
    formula: "versions of consent forms, with the sites that have and use each",
    thresholds: "critical: a superseded one is in use",
    params: ["limit"],
    show(doc) {
      const { supersededInUse, inForce } = doc.facts;
      const all = count(doc.value);
      return {
        data: table(
          [
            ...[text("Version"), text("State"), date("Approved"), date("In force since")],
            ...[figure("Approved at sites"), figure("In use at sites")],
          ],
          doc.rows.map((row) => ({
            name: named(row),
            ...documentPath(row),
            cells: [
              ...[s(row.version), stateWords(row.state), s(row.approvedOn), s(row.actsOn)],
              ...[n(row.approved), n(row.inUse)],
            ],
          })),
          all,
          "Consent form",
        ),
        stand: all === 0
          ? unknown("no consent form is recorded")
          : count(supersededInUse) > 0
          ? critical(`${many(count(supersededInUse), "superseded version")} in use`)
          : count(inForce) === 0
          ? atRisk("no version is in force")
          : onTrack("no superseded version is in use"),
        summary: `${many(all, "version")} of consent forms, ${num(count(inForce))} in force.`,
        filled: "",
      };
    },
  },
];

const RULES: Entry[] = [
  {
    key: "documents.waivers",
    type: "table",
    title: "Waived documents",
    formula: "waivers of expected documents, those in force first",
    thresholds: "",
    params: ["siteId", "limit"],
    show(doc) {
      const all = count(doc.value);
      return {
        data: table(
          [text("Place"), text("Because"), date("Until"), text("State")],
          doc.rows.map((row) => ({
            name: String(row.title),
            path: "documents/requirements",
            cells: [
              s(row.at) ?? "Everywhere",
              s(row.reason),
              s(row.until_on),
              row.live ? "in force" : "ended",
            ],
          })),
          all,
          "Document",
        ),
        stand: null,
        summary: `${many(all, "waiver")}, ${num(count(doc.facts.ended))} of them ended.`,
        filled: "",
      };
    },
  },
  {
    key: "documents.regulations",
    type: "list",
    title: "Regulations that apply",
    formula: "what the study named in its intake and somebody confirmed",
    thresholds: "",
    params: ["limit"],
    show(doc) {
      return {
        data: {
          type: "list",
          items: doc.rows.map((row) => ({
            title: String(row.name),
            detail: s(row.jurisdiction) ?? "whose rule it is is not known",
          })),
          total: count(doc.value),
        },
        stand: count(doc.value) === 0 ? unknown("no regulation is named") : null,
        summary: `${many(count(doc.value), "regulation")} named.`,
        filled: "",
      };
    },
  },
];

export const DOCUMENT_VERSIONS: Entry[] = [...VERSIONS, ...RULES];
