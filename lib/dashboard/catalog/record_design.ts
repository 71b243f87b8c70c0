/** What is given, measured and asked of who takes part, as the record says it. */
import { dateKindWords, dateWords, enumWords } from "@/lib/projects/words.ts";
import type { Row } from "../model.ts";
import { count, type Doc, type Entry, type Json, s } from "../entry.ts";
import { many, num } from "../text.ts";
import { joined, numberColumn, textColumn, texts, word, yesNo } from "./parts.ts";

interface ListParts {
  key: string;
  title: string;
  formula: string;
  /** What is counted. */
  noun: string;
  columns: string[];
  row: (row: Json) => Row;
}

/** Rows of the record as they are, in the record's order. */
const listing = ({ key, title, formula, noun, columns, row }: ListParts): Entry => ({
  ...{ key, type: "table", title, formula, thresholds: "", params: ["limit"] },
  show(doc) {
    const total = count(doc.value);
    return {
      data: { type: "table", columns: columns.map(textColumn), rows: doc.rows.map(row), total },
      stand: null,
      summary: total === 0 ? `No ${noun} is recorded.` : `${many(total, noun)}.`,
      filled: "",
    };
  },
});

const LISTS: Entry[] = [
  listing({
    ...{ key: "record.dates", title: "Dates of the record", noun: "date" },
    formula: "dates of the registry, as exact as it gives them",
    columns: ["Date", "When", "Actual or estimated", "Exact to the"],
    row: (row) => ({
      name: dateKindWords(String(row.kind)),
      cells: [
        dateWords({ value: String(row.value) }),
        s(row.certainty)?.toLowerCase() ?? null,
        s(row.precision),
      ],
    }),
  }),
  listing({
    ...{ key: "record.arms", title: "Arms", noun: "arm" },
    formula: "arms of the study with what is given in each",
    columns: ["Arm", "Type", "Given"],
    row: (row) => ({
      name: String(row.name),
      cells: [word(row.type), joined(texts(row.given))],
    }),
  }),
  listing({
    ...{ key: "record.interventions", title: "Interventions", noun: "intervention" },
    formula: "interventions of the study",
    columns: ["Intervention", "Type", "Other names", "Arms"],
    row: (row) => ({
      name: String(row.name),
      cells: [word(row.type), joined(texts(row.others)), num(count(row.arms))],
    }),
  }),
  listing({
    ...{ key: "record.outcomes", title: "Outcomes", noun: "outcome" },
    formula: "what is measured, primary first, with its time frame",
    columns: ["Measure", "Kind", "Time frame"],
    row: (row) => ({ name: String(row.name), cells: [word(row.kind), s(row.frame)] }),
  }),
];

const OUTCOME_COUNTS: Entry = {
  key: "record.outcome_counts",
  type: "chart",
  title: "Outcomes by kind",
  formula: "outcomes of the study, by kind",
  thresholds: "",
  params: [],
  show({ facts, value }) {
    const bars = (["primary", "secondary", "other"] as const).map((kind) => ({
      label: enumWords(kind.toUpperCase()),
      n: count(facts[kind]),
    }));
    return {
      data: { type: "chart", unit: "outcomes", bars: count(value) === 0 ? [] : bars },
      stand: null,
      summary: count(value) === 0
        ? "No outcome is recorded."
        : `${bars.map(({ label, n }) => `${label} ${num(n)}`).join(", ")}.`,
      filled: "",
    };
  },
};

const TIME_FRAMES: Entry = {
  key: "record.time_frames",
  type: "table",
  title: "Outcomes by time frame",
  formula: "outcomes by their time frame, word for word",
  thresholds: "",
  params: ["limit"],
  show(doc) {
    const { frames, without } = doc.facts;
    const total = count(frames) + (count(without) > 0 ? 1 : 0);
    return {
      data: {
        type: "table",
        columns: [
          textColumn("Time frame"),
          numberColumn("Primary"),
          numberColumn("Secondary"),
          numberColumn("Other"),
        ],
        rows: doc.rows.map((row) => ({
          name: s(row.frame) ?? "No time frame",
          cells: [count(row.primary), count(row.secondary), count(row.other)],
        })),
        total,
      },
      stand: null,
      summary: `${many(count(doc.value), "outcome")} in ${many(count(frames), "time frame")}${
        count(without) > 0 ? `, ${num(count(without))} without one` : ""
      }.`,
      filled: "",
    };
  },
};

function eligibilityRows({ facts }: Doc): Row[] {
  const sex: Record<string, string> = { ALL: "All", FEMALE: "Female", MALE: "Male" };
  const rows: [string, string | null][] = [
    ["Sex", sex[String(facts.sex)] ?? null],
    ["Minimum age", s(facts.minimumAge)],
    ["Maximum age", s(facts.maximumAge)],
    ["Age groups", joined(texts(facts.stdAges).map(enumWords))],
    ["Healthy volunteers", yesNo(facts.healthyVolunteers)],
    ["Sampling method", word(facts.samplingMethod)],
    ["Study population", s(facts.studyPopulation)],
    ["Inclusion criteria", num(count(facts.inclusion))],
    ["Exclusion criteria", num(count(facts.exclusion))],
    ["Criteria under no heading", num(count(facts.unclassified))],
  ];
  return rows.map(([name, value]) => ({ name, cells: [value] }));
}

const ELIGIBILITY: Entry[] = [
  {
    key: "record.eligibility",
    type: "table",
    title: "Who may take part",
    formula: "limits of the record, and its criteria counted, nested points too",
    thresholds: "",
    params: [],
    show(doc) {
      const rows = eligibilityRows(doc);
      return {
        data: {
          type: "table",
          columns: [textColumn("What"), textColumn("Says")],
          rows,
          total: rows.length,
        },
        stand: null,
        summary: count(doc.value) === 0
          ? "No criterion is recorded."
          : `${many(count(doc.value), "criterion", "criteria")}.`,
        filled: "",
      };
    },
  },
  {
    key: "record.criteria",
    type: "list",
    title: "Eligibility criteria",
    formula: "criteria of the record, inclusion first, in its order",
    thresholds: "",
    params: ["limit"],
    show(doc) {
      const total = count(doc.value);
      return {
        data: {
          type: "list",
          items: doc.rows.map((row) => ({
            title: String(row.text),
            detail: (word(row.kind) ?? "") +
              (count(row.depth) > 0 ? ", part of the one above" : ""),
          })),
          total,
        },
        stand: null,
        summary: total === 0
          ? "No criterion is recorded."
          : `${many(total, "criterion", "criteria")}.`,
        filled: "",
      };
    },
  },
];

export const RECORD_DESIGN: Entry[] = [...LISTS, OUTCOME_COUNTS, TIME_FRAMES, ...ELIGIBILITY];
