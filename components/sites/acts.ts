/** What can be done with a site, each a small form: opened by the address, so that it works without a script. */
import { type Fact, FACT_WORDS, FACTS, type Site } from "@/lib/sites/model.ts";
import { formatDate } from "../format.ts";
import { type Act, type ActField, date, reason } from "../act.ts";
import { type ActPlace, staffActOf } from "./acts_staff.ts";

export type { Act } from "../act.ts";

export type ActRight = "add" | "edit" | "remove" | "addStaff" | "editStaff";

export const isFact = (key: string): key is Fact => (FACTS as readonly string[]).includes(key);

/** What somebody must be allowed for an act; null for what is none. */
export function rightFor(key: string): ActRight | null {
  if (isFact(key) || key === "edit" || key === "resume") return "edit";
  const rights: Record<string, ActRight> = {
    add: "add",
    remove: "remove",
    person: "addStaff",
    training: "addStaff",
    delegation: "addStaff",
    member: "editStaff",
    undelegate: "editStaff",
    trained: "editStaff",
  };
  return Object.hasOwn(rights, key) ? rights[key]! : null;
}

const PLACE_FIELDS: ActField[] = [
  { name: "number", label: "Number", kind: "text", hint: "As the sponsor writes it, such as 012" },
  { name: "facility", label: "Facility", kind: "text", required: true },
  { name: "city", label: "City", kind: "text" },
  { name: "region", label: "State or province", kind: "text" },
  { name: "country", label: "Country", kind: "text" },
  { name: "targetEnrollment", label: "Target enrollment", kind: "number" },
  date("plannedActivationOn", "Planned activation", false),
];

/** The form of a new site. */
export const addAct = (): Act => ({
  key: "add",
  title: "Add a site",
  button: "Add",
  fields: [...PLACE_FIELDS, date("identifiedOn", "Identified", false)],
  values: {},
});

const LEADS: Partial<Record<Fact, string>> = {
  onHoldOn: "The site stays where it is; enrollment pauses until the hold ends.",
  closedOn: "The site is closed for good: its facts, people and counts stay.",
};

/** Facts that cannot be corrected without saying why. */
const REGULATED: Fact[] = ["activatedOn", "ethicsApprovedOn", "closedOn"];

function factAct({ site }: ActPlace, fact: Fact): Act {
  const known = site[fact];
  const word = FACT_WORDS[fact];
  const fields = [
    date(fact, "Day", known === null, known ? "Empty takes the fact back" : undefined),
  ];
  const values: Record<string, string> = { [fact]: known ?? "" };
  if (fact === "onHoldOn") {
    fields.push({ name: "holdReason", label: "Why", kind: "area", required: true });
    values.holdReason = site.holdReason ?? "";
    fields[0] = date(fact, "Since", true);
  }
  const open = fact === "activatedOn" && known === null && site.gateOpen;
  if (open) {
    fields.push(reason("Needed while the gate is open: why the site begins all the same", true));
  } else if (known !== null && REGULATED.includes(fact)) {
    fields.push(reason("Needed: why the record is corrected", true));
  }
  const titles: Partial<Record<Fact, string>> = {
    activatedOn: "Activate the site",
    onHoldOn: "Put the site on hold",
    closedOn: "Close the site",
  };
  return {
    key: fact,
    title: known === null
      ? titles[fact] ?? `Record: ${word.toLowerCase()}`
      : `Correct: ${word.toLowerCase()}`,
    lead: open
      ? `The gate is open. It lacks: ${site.missing.join(", ")}.`
      : known === null
      ? LEADS[fact]
      : undefined,
    button: known !== null
      ? "Correct"
      : open
      ? "Activate all the same"
      : fact === "activatedOn"
      ? "Activate"
      : fact === "onHoldOn"
      ? "Put on hold"
      : fact === "closedOn"
      ? "Close"
      : "Record",
    fields,
    values,
  };
}

function editAct({ site }: ActPlace): Act {
  const values = Object.fromEntries(PLACE_FIELDS.map(({ name }) => {
    const value = site[name as keyof Site];
    return [name, value === null || value === undefined ? "" : String(value)];
  }));
  // The registry leaves some facilities out.
  const fields = site.facility === null
    ? PLACE_FIELDS.map((one) => one.name === "facility" ? { ...one, required: false } : one)
    : PLACE_FIELDS;
  return { key: "edit", title: "Edit the site", button: "Save", fields, values };
}

/** The form that `do` asks for; null for what is none, or is about nobody. */
export function actOf(place: ActPlace, asked: (name: string) => string): Act | null {
  const key = asked("do");
  const { site } = place;
  if (isFact(key)) return factAct(place, key);
  switch (key) {
    case "edit":
      return editAct(place);
    case "resume":
      if (site.onHoldOn === null) return null;
      return {
        key,
        title: "End the hold",
        lead: `On hold since ${formatDate(site.onHoldOn)}: ${site.holdReason ?? ""}`,
        button: "End the hold",
        fields: [reason("Kept in the audit trail")],
        values: {},
      };
    case "remove":
      return {
        key,
        title: "Remove the site?",
        lead: "Its staff, trainings and counts go too. All of it stays in the audit trail.",
        button: "Remove",
        danger: true,
        fields: [reason("Kept in the audit trail", true)],
        values: {},
      };
  }
  return staffActOf(place, asked);
}
