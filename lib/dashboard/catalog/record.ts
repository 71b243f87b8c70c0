/** What the record of the registry says of a study, and who stands behind each value. */
import { dateWords, enumWords, fieldWords, phaseWords } from "@/lib/projects/words.ts";
import type { Row } from "../model.ts";
import { count, type Entry, type Json, n, part, s } from "../entry.ts";
import { day, many, num } from "../text.ts";
import { joined, numberColumn, textColumn, texts, word, yesNo } from "./parts.ts";

/** "primary_purpose" as "primaryPurpose". */
const camel = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** Fields of the study: column, and what it says. */
const IDENTITY: [string, (p: Json) => string | null][] = [
  ["nct_id", (p) => s(p.nct_id)],
  ["org_study_id", (p) => s(p.org_study_id)],
  ["secondary_ids", (p) =>
    joined(
      (Array.isArray(p.secondary_ids) ? p.secondary_ids : []).flatMap((one) =>
        s(part(one).id) ?? []
      ),
    )],
  ["acronym", (p) => s(p.acronym)],
  ["official_title", (p) => s(p.official_title) ?? s(p.brief_title)],
  ["sponsor", (p) => s(p.sponsor)],
  ["sponsor_class", (p) => word(p.sponsor_class)],
  ["collaborators", (p) =>
    joined(
      (Array.isArray(p.collaborators) ? p.collaborators : []).flatMap((one) =>
        s(part(one).name) ?? []
      ),
    )],
  ["study_type", (p) => word(p.study_type)],
  ["phases", (p) => phaseWords(Array.isArray(p.phases) ? texts(p.phases) : null) || null],
  ["status", (p) => word(p.status)],
  ["why_stopped", (p) => s(p.why_stopped)],
  [
    "target_enrollment",
    (p) => n(p.target_enrollment) === null ? null : num(n(p.target_enrollment)!),
  ],
  ["enrollment_kind", (p) => word(p.enrollment_kind)],
  ["conditions", (p) => joined(texts(p.conditions))],
  ["allocation", (p) => word(p.allocation)],
  ["intervention_model", (p) => word(p.intervention_model)],
  ["observational_model", (p) => word(p.observational_model)],
  ["time_perspective", (p) => word(p.time_perspective)],
  ["masking", (p) => word(p.masking)],
  ["who_masked", (p) => joined(texts(p.who_masked).map(enumWords))],
  ["primary_purpose", (p) => word(p.primary_purpose)],
  ["has_results", (p) => yesNo(p.has_results)],
];

/** Who stands behind the value of a column. */
function sourceWords(p: Json, name: string, value: string | null): string | null {
  const kind = s(part(part(p.field_sources)[name]).kind);
  if (kind === "person") return "set by a person";
  if (kind === "confirmed") return "registry, confirmed";
  if (value === null) return null;
  return kind === "import" || s(p.import_run_id) !== null ? "registry" : "entered here";
}

function identityRows(p: Json): Row[] {
  return IDENTITY.map(([name, say]) => {
    const value = say(p);
    return { name: fieldWords(camel(name)), cells: [value, sourceWords(p, name, value)] };
  });
}

const IDENTITY_ENTRY: Entry = {
  key: "record.identity",
  type: "table",
  title: "What the study is",
  formula: "fields of the study, each with who stands behind it",
  thresholds: "",
  params: [],
  show({ facts }) {
    const rows = identityRows(facts);
    const known = rows.filter(({ cells }) => cells[0] !== null);
    return {
      data: {
        type: "table",
        columns: [textColumn("Field"), textColumn("Value"), textColumn("Source")],
        rows,
        total: rows.length,
      },
      stand: null,
      summary: `${num(known.length)} of ${many(rows.length, "field")} are known.`,
      filled: "",
    };
  },
};

const ABOUT: Entry = {
  key: "record.about",
  type: "text",
  title: "What it is about",
  formula: "brief summary of the record, word for word",
  thresholds: "",
  params: [],
  show({ facts }) {
    const said = s(facts.brief_summary);
    const sentences = said === null ? [] : said.split(/\n\s*\n/).map((one) => one.trim());
    return {
      data: { type: "text", sentences },
      stand: null,
      summary: said ?? "No summary is recorded.",
      filled: "",
    };
  },
};

const SOURCES: Entry = {
  key: "record.sources",
  type: "table",
  title: "Where the values come from",
  formula:
    "rows by what brought them, and those in which a person set or confirmed something since",
  thresholds: "",
  params: [],
  show({ rows, facts }) {
    const changed = [facts, ...rows].reduce((sum, row) => sum + count(row.changed), 0);
    return {
      data: {
        type: "table",
        columns: [
          textColumn("What"),
          ...["Rows", "From the record", "Set by a person", "Confirmed by a person"].map(
            numberColumn,
          ),
        ],
        rows: [
          {
            name: "Fields of the study",
            cells: [
              1,
              facts.imported === true ? 1 : 0,
              count(facts.changed),
              count(facts.confirmed),
            ],
          },
          ...rows.map((row) => ({
            name: enumWords(String(row.what)),
            cells: [row.n, row.imported, row.changed, row.confirmed].map(count),
          })),
        ],
        total: rows.length + 1,
      },
      stand: null,
      summary: changed === 0
        ? "No person has set a value since."
        : `${many(changed, "value")} set by a person since.`,
      filled: "",
    };
  },
};

const IMPORT: Entry = {
  key: "record.import",
  type: "text",
  title: "Which record it is",
  formula: "the import that the study stands on, and a newer one that waits",
  thresholds: "",
  params: [],
  show({ rows, facts }) {
    const record = `record ${s(facts.nctId) ?? "without a number"} of ClinicalTrials.gov`;
    const posted = (row: Json) =>
      s(row.version) === null
        ? "on a day that is not known"
        : `on ${dateWords({ value: String(row.version) })}`;
    const sentences = rows.map((row) =>
      row.status === "pending"
        ? `A newer one, last posted ${posted(row)} and read on ${
          day(s(row.on))
        }, waits for somebody's decision.`
        : `The study stands on ${record}, last posted ${posted(row)}, read on ${day(s(row.on))}.`
    ).reverse();
    const said = sentences.length > 0 ? sentences : ["No record of a registry was imported."];
    return {
      data: { type: "text", sentences: said },
      stand: null,
      summary: said.join(" "),
      filled: "",
    };
  },
};

export const RECORD: Entry[] = [IDENTITY_ENTRY, ABOUT, SOURCES, IMPORT];
