/** The forms of the budget: opened by the address, so that they work without a script. */
import {
  type Booking,
  CATEGORIES,
  currencies,
  DRIVERS,
  type Line,
  writeMoney,
} from "@/lib/budget/model.ts";
import { formatDate } from "../format.ts";
import { type Option, ownerOptions } from "../options.ts";
import { type Act, type ActField, date } from "../act.ts";
import { CATEGORY_WORDS, DRIVER_WORDS, formatMoney } from "./words.ts";

interface Choice {
  id: string;
  label: string;
}

export interface ActPlace {
  line: Line | null;
  bookings: Booking[];
  choices: {
    milestones: Choice[];
    sites: Choice[];
    people: { id: string; name: string }[];
  } | null;
  /** Currency of the study's first total, for a new line. */
  currency: string;
  today: string;
}

/** Fields that hold money, typed as people write it. */
export const MONEY_FIELDS = ["unitAmount", "amount"];

const none = (label: string): Option => ({ value: "", label });
const optionsOf = (list: Choice[]): Option[] =>
  list.map(({ id, label }) => ({ value: id, label: label.slice(0, 120) }));

function lineFields({ choices, line }: ActPlace): ActField[] {
  const { milestones, sites, people } = choices ?? { milestones: [], sites: [], people: [] };
  return [
    { name: "title", label: "What is paid for", kind: "text", required: true },
    {
      name: "category",
      label: "Category",
      kind: "select",
      options: CATEGORIES.map((value) => ({ value, label: CATEGORY_WORDS[value] })),
    },
    {
      name: "driver",
      label: "Paid each time",
      kind: "select",
      options: DRIVERS.map((value) => ({ value, label: DRIVER_WORDS[value] })),
    },
    {
      name: "currency",
      label: "Currency",
      kind: "select",
      options: currencies().map((value) => ({ value, label: value })),
    },
    {
      name: "unitAmount",
      label: "Amount each time",
      kind: "text",
      required: true,
      hint: "Such as 1,234.50",
    },
    { name: "plannedQuantity", label: "Planned how often", kind: "number", required: true },
    {
      name: "forecastQuantity",
      label: "Expected how often now",
      kind: "number",
      hint: "Empty: as planned, or as often as it has happened",
    },
    {
      name: "milestoneId",
      label: "Milestone",
      kind: "select",
      options: [none("None"), ...optionsOf(milestones)],
      hint: "Of a line that is paid when a milestone is reached",
    },
    {
      name: "siteId",
      label: "Site",
      kind: "select",
      options: [none("All sites"), ...optionsOf(sites)],
    },
    {
      name: "ownerId",
      label: "Owner",
      kind: "select",
      options: ownerOptions(people, line?.owner?.id),
    },
    date("startsOn", "First month starts", false, "Of a line that is paid by the month"),
    date("endsOn", "Ends", false, "Empty: after the planned months"),
    { name: "note", label: "Note", kind: "area" },
  ];
}

const bookingFields = ({ currency }: Line): ActField[] => [
  date("bookedOn", "Booked on"),
  {
    name: "amount",
    label: `Amount in ${currency}`,
    kind: "text",
    required: true,
    hint: "Such as 1,234.50; with a minus for what was paid back",
  },
  {
    name: "quantity",
    label: "How many times it happened",
    kind: "number",
    hint: "Empty when it is not known; the forecast is then a lower bound",
  },
  { name: "reference", label: "Reference", kind: "text", hint: "Such as an invoice number" },
  { name: "note", label: "Note", kind: "area" },
];

const textOf = (value: unknown) => value === null || value === undefined ? "" : String(value);

function lineValues(line: Line): Record<string, string> {
  return {
    ...{ title: line.title, category: line.category, driver: line.driver },
    ...{ currency: line.currency, unitAmount: writeMoney(line.unitAmount, line.currency) },
    plannedQuantity: textOf(line.plannedQuantity),
    forecastQuantity: textOf(line.forecastQuantity),
    ...{ milestoneId: textOf(line.milestone?.id), siteId: textOf(line.site?.id) },
    ownerId: textOf(line.owner?.id),
    ...{ startsOn: textOf(line.startsOn), endsOn: textOf(line.endsOn), note: textOf(line.note) },
  };
}

function bookingValues(one: Booking, currency: string): Record<string, string> {
  return {
    ...{ bookedOn: one.bookedOn, amount: writeMoney(one.amount, currency) },
    ...{ quantity: textOf(one.quantity), reference: textOf(one.reference) },
    note: textOf(one.note),
  };
}

/** What an act writes to, and the right that it needs. */
export const ACTS = {
  add: { table: "line", makes: true, right: "add" },
  edit: { table: "line", makes: false, right: "edit" },
  remove: { table: "line", makes: false, right: "remove" },
  book: { table: "booking", makes: true, right: "add" },
  correct: { table: "booking", makes: false, right: "edit" },
  unbook: { table: "booking", makes: false, right: "remove" },
} as const;
export type ActKey = keyof typeof ACTS;

export const isAct = (key: string): key is ActKey => Object.hasOwn(ACTS, key);

/** The form that the address asks for; null when what it is about is not there. */
export function actOf(key: ActKey, place: ActPlace, bookingId: string): Act | null {
  const { line, bookings } = place;
  if (key === "add") {
    return {
      ...{ key, title: "Add a budget line", button: "Add", fields: lineFields(place) },
      values: { category: "other", driver: "visit", currency: place.currency },
    };
  }
  if (!line) return null;
  const row = { id: line.id, version: line.version };
  if (key === "edit") {
    const [fields, values] = [lineFields(place), lineValues(line)];
    return { key, title: "Edit the line", button: "Save", fields, values, row };
  }
  if (key === "remove") {
    const lead = "Its bookings go too. All of it stays in the audit trail.";
    return {
      ...{ key, title: `Remove "${line.title}"?`, lead, button: "Remove", danger: true },
      ...{ fields: [], values: {}, row },
    };
  }
  if (key === "book") {
    return {
      ...{ key, title: "Book an amount", lead: line.title, button: "Book" },
      ...{ fields: bookingFields(line), values: { bookedOn: place.today } },
    };
  }
  const one = bookings.find(({ id }) => id === bookingId);
  if (!one) return null;
  const what = { row: { id: one.id, version: one.version }, lead: line.title };
  if (key === "correct") {
    const [fields, values] = [bookingFields(line), bookingValues(one, line.currency)];
    return { ...what, key, title: "Correct the booking", button: "Save", fields, values };
  }
  const title = `Remove the booking of ${formatMoney(one.amount, line.currency)}?`;
  const lead = `Booked on ${formatDate(one.bookedOn)}. It stays in the audit trail.`;
  return { ...what, key, title, lead, button: "Remove", danger: true, fields: [], values: {} };
}
