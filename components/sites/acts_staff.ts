/** What can be done with the people of a site: name them, record trainings, give and end duties. */
import { type Member, type Site, STAFF_ROLE_WORDS } from "@/lib/sites/model.ts";
import { type Act, type ActField, date, reason } from "../act.ts";

/** What an act may be about. */
export interface ActPlace {
  site: Site;
  staff: Member[];
}

const STAFF_FIELDS: ActField[] = [
  { name: "name", label: "Name", kind: "text", required: true },
  {
    name: "role",
    label: "Role",
    kind: "select",
    options: Object.entries(STAFF_ROLE_WORDS).map(([value, label]) => ({ value, label })),
    required: true,
  },
  { name: "email", label: "Address", kind: "email" },
  { name: "phone", label: "Phone", kind: "text" },
  date("startedOn", "At the site since", false),
];

const whoField = (staff: Member[]): ActField => ({
  name: "staffId",
  label: "Person",
  kind: "select",
  options: [
    { value: "", label: "Choose" },
    ...staff.map(({ id, name, role }) => ({
      value: id,
      label: `${name}, ${STAFF_ROLE_WORDS[role].toLowerCase()}`,
    })),
  ],
  required: true,
});

function memberAct(member: Member): Act {
  const { id, version } = member;
  return {
    key: "member",
    title: member.name,
    button: "Save",
    fields: [
      ...STAFF_FIELDS,
      date("endedOn", "Left the site", false, "Empty while they are there"),
    ],
    values: {
      name: member.name,
      role: member.role,
      email: member.email ?? "",
      phone: member.phone ?? "",
      startedOn: member.startedOn ?? "",
      endedOn: member.endedOn ?? "",
    },
    row: { id, version },
  };
}

const TRAINING_FIELDS: ActField[] = [
  {
    name: "topic",
    label: "Topic",
    kind: "text",
    required: true,
    hint: "GCP and Protocol count for the gate",
  },
  date("completedOn", "Completed"),
  date("expiresOn", "Valid until", false, "Empty when it does not end"),
  { name: "evidence", label: "Where the certificate is", kind: "text" },
];

function trainedAct({ staff }: ActPlace, id: string): Act | null {
  const holder = staff.find((one) => one.trainings.some((training) => training.id === id));
  const training = holder?.trainings.find((one) => one.id === id);
  if (!holder || !training) return null;
  const { topic, completedOn, expiresOn, evidence, version } = training;
  return {
    key: "trained",
    title: "Correct a training",
    lead: `${topic} of ${holder.name}.`,
    button: "Correct",
    fields: TRAINING_FIELDS,
    values: { topic, completedOn, expiresOn: expiresOn ?? "", evidence: evidence ?? "" },
    row: { id, version },
  };
}

function undelegateAct({ staff }: ActPlace, id: string): Act | null {
  const holder = staff.find((one) => one.delegations.some((duty) => duty.id === id));
  const duty = holder?.delegations.find((one) => one.id === id);
  if (!holder || !duty) return null;
  return {
    key: "undelegate",
    title: "End a delegation",
    lead: `${duty.duty}, delegated to ${holder.name}.`,
    button: "End it",
    fields: [date("endedOn", "Last day"), reason("Delegations are regulated: say why", true)],
    values: { endedOn: duty.endedOn ?? "" },
    row: { id, version: duty.version },
  };
}

/** The form about staff that `do` asks for; null for what is none, or is about nobody. */
export function staffActOf(place: ActPlace, asked: (name: string) => string): Act | null {
  const key = asked("do");
  const { staff } = place;
  const who = staff.find((one) => one.id === asked("who"));
  switch (key) {
    case "person":
      return {
        key,
        title: "Add a person",
        button: "Add",
        fields: STAFF_FIELDS,
        values: { role: asked("role") || "sub_investigator" },
      };
    case "member":
      return who ? memberAct(who) : null;
    case "training":
      return {
        key,
        title: "Record a training",
        button: "Record",
        fields: [whoField(staff), ...TRAINING_FIELDS],
        values: { staffId: who?.id ?? "", topic: asked("topic") },
      };
    case "trained":
      return trainedAct(place, asked("which"));
    case "delegation":
      return {
        key,
        title: "Record a delegation",
        button: "Record",
        fields: [
          whoField(staff),
          { name: "duty", label: "Duty", kind: "text", required: true },
          date("delegatedOn", "From"),
        ],
        values: { staffId: who?.id ?? "" },
      };
    case "undelegate":
      return undelegateAct(place, asked("which"));
  }
  return null;
}
