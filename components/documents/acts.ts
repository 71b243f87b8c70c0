/** The small forms of documents: what is added, recorded, waived. */
import type { ConsentUse, Effect, Version, Waiver } from "@/lib/documents/model.ts";
import { type Act, type ActField, date, reason } from "../act.ts";
import { ownerOptions } from "../options.ts";
import { suggestedWords } from "../words.ts";
import { effectWords } from "./effects.ts";
import { KIND_OPTIONS, LEVEL_OPTIONS, NEEDED_OPTIONS } from "./words.ts";

const none = (
  options: ActField["options"],
  label: string,
) => [{ value: "", label }, ...options ?? []];
const field = (name: string, label: string, more: Partial<ActField> = {}): ActField => ({
  ...{ name, label, kind: "text" as const },
  ...more,
});

const ARTIFACT = field("artifactNumber", "TMF number", { hint: "Such as 05.02.04" });
const KIND = field("kind", "Kind", { kind: "select", options: KIND_OPTIONS });

type Row = Record<string, unknown> & { id: string; version: number };
const texts = (row: Row | null, fields: ActField[]) =>
  Object.fromEntries(fields.map(({ name }) => {
    const value = row?.[name] ?? "";
    return [name, Array.isArray(value) ? value.join(", ") : String(value)];
  }));

type People = { id: string; name: string }[];

const documentFields = (people: People, owner = ""): ActField[] => [
  field("title", "Title", { required: true }),
  KIND,
  ARTIFACT,
  field("ownerId", "Owner", { kind: "select", options: ownerOptions(people, owner) }),
  field("language", "Language", { hint: "Such as de; empty when it does not matter" }),
  field("note", "Note", { kind: "area" }),
];

export interface Slot {
  title: string;
  kind: string;
  place: string;
}

/** slot: the expected document that it is to be. */
export function addDocument(slot: Slot | null, people: People): Act {
  const document = documentFields(people);
  const fields = slot?.place === "Study" || slot === null
    ? [
      ...document,
      ...(slot === null
        ? [field("country", "Country", { hint: "Empty for the whole study" })]
        : []),
    ]
    : document;
  return {
    ...{ key: "add", title: "Add a document", button: "Add document", fields },
    lead: slot ? `Of: ${slot.place}. Its versions come next.` : "Its versions come next.",
    values: { kind: slot?.kind ?? "other", title: slot?.title ?? "" },
  };
}

export function editDocument(row: Row, people: People): Act {
  const fields = documentFields(people, String(row.ownerId ?? ""));
  const values = texts(row, fields);
  return { key: "edit", title: "Edit the document", button: "Save", fields, values, row };
}

export const removeDocument = (row: Row): Act => ({
  ...{
    key: "remove",
    title: "Remove the document",
    button: "Remove",
    danger: true,
    row,
    values: {},
  },
  lead: "With its versions. The trail keeps what was recorded, the storage keeps the files.",
  fields: [reason("Why it does not belong here", true)],
});

const WAIVER = [
  field("because", "Why it is not needed", { kind: "area", required: true }),
  date("untilOn", "Until", false, "The last day of the waiver; empty for good"),
];

export const changeWaiver = ({ title, place }: Slot, row: Waiver): Act => ({
  ...{ key: "waiver", title: "Change the waiver", button: "Save", fields: WAIVER, row },
  lead: `${title}, ${place}`,
  values: texts(row as unknown as Row, WAIVER),
});

export const removeWaiver = ({ title, place }: Slot, row: Waiver): Act => ({
  ...{
    key: "remove",
    title: "End the waiver",
    button: "End waiver",
    danger: true,
    row,
    values: {},
  },
  lead: `${title}, ${place}: it counts as needed again. The trail keeps the waiver.`,
  fields: [reason("Why", false)],
});

export function waive(slot: Slot): Act {
  return {
    ...{ key: "waive", title: "Waive this document", button: "Waive", values: {} },
    lead: `${slot.title}, ${slot.place}: it counts as not needed until the day given.`,
    fields: WAIVER,
  };
}

const DAYS = [
  date("approvedOn", "Approved", false),
  date("effectiveOn", "In effect from", false, "Empty: from the day of its approval"),
  date("expiresOn", "Expires", false, "The last day that it holds"),
];
const WHY = "Needed once one of its days is recorded";

/** Approves a version, or corrects the days of one that was approved. */
export function dateVersion(one: Version): Act {
  const approves = one.approvedOn === null;
  const [, ...others] = DAYS;
  return {
    key: "dates",
    ...(approves
      ? { title: `Approve version ${one.label}`, button: "Approve" }
      : { title: `Version ${one.label}: its days`, button: "Record" }),
    fields: [
      ...(approves ? [date("approvedOn", "Approved"), ...others] : DAYS),
      reason(WHY),
    ],
    values: texts(one as unknown as Row, DAYS),
    row: one,
  };
}

export const withdrawVersion = (one: Version): Act => ({
  key: "withdraw",
  title: `Withdraw version ${one.label}`,
  lead: "It stays on record and counts no more from that day on.",
  button: "Withdraw",
  danger: true,
  fields: [date("withdrawnOn", "Withdrawn"), reason("Why it must not be used", true)],
  values: {},
  row: one,
});

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const REQUIREMENT = [
  field("title", "Document", { required: true }),
  KIND,
  field("level", "Expected", {
    kind: "select",
    options: none(LEVEL_OPTIONS, "Not known: one for the study"),
  }),
  field("countries", "Only in", { hint: "Countries with commas between; empty for all" }),
  field("neededFor", "Needed before", { kind: "select", options: none(NEEDED_OPTIONS, "No step") }),
  field("validMonths", "Holds for, in months", {
    kind: "number",
    hint: "Where a version does not say itself when it expires; empty for good",
  }),
  ARTIFACT,
];

export const addRequirement = (): Act => ({
  ...{ key: "add", title: "Add a requirement", button: "Add", fields: REQUIREMENT },
  values: { kind: "other", level: "SITE" },
});

export const editRequirement = (row: Row): Act => ({
  ...{ key: "edit", title: "Edit the requirement", button: "Save", fields: REQUIREMENT, row },
  values: texts(row, REQUIREMENT),
});

/** effect: what it would ask for at once; undefined when it is confirmed already. */
export const confirmRequirement = (row: Row, effect: Effect | undefined): Act => ({
  ...{
    key: "confirm",
    title: "Confirm the requirement",
    button: "Confirm",
    fields: [],
    values: {},
    row,
  },
  lead: [
    `${row.title}: from then on it is expected`,
    effect && effectWords(effect, row.level as string | null),
    row.basis && suggestedWords(String(row.basis)),
  ].filter(Boolean).map((one) => `${capital(String(one))}.`).join(" "),
});

export const removeRequirement = (row: Row): Act => ({
  ...{ key: "remove", title: "Remove the requirement", button: "Remove", danger: true, row },
  lead: `${row.title}: documents stay, and are expected no more.`,
  ...{ fields: [reason("Why", false)], values: {} },
});

const USE = [
  date("approvedOn", "Approved for the site", false),
  date("usedFrom", "In use from", false),
  date("usedUntil", "In use until", false, "The last day; empty while it is in use"),
];

export const recordUse = (version: string, site: string): Act => ({
  ...{
    key: "use",
    title: `Version ${version}`,
    lead: site,
    button: "Record",
    fields: USE,
    values: {},
  },
});

export const changeUse = (use: ConsentUse, site: string): Act => ({
  ...{ key: "use", title: `Version ${use.label}`, lead: site, button: "Record", row: use },
  fields: [...USE, reason("Why this changes", true)],
  values: texts(use as unknown as Row, USE),
});
