/** The diagrams of what is given, what is measured when, and who does what. Pure. */
import { enumWords } from "@/lib/projects/words.ts";
import { STAFF_ROLE_WORDS } from "@/lib/sites/words.ts";
import { compileDelegation, MAX_PEOPLE } from "./delegation.ts";
import { compileDesign, MAX_ARMS, MAX_INTERVENTIONS } from "./design.ts";
import type { DiagramFacts, TypedFacts } from "./facts.ts";
import { count, list } from "./labels.ts";
import type { SourceRow } from "./model.ts";
import { nothing } from "./nothing.ts";
import type { Part } from "./plan_diagrams.ts";
import { compileSchedule, MAX_FRAMES } from "./schedule.ts";

const typed = ({ id, name, type }: TypedFacts) => ({
  ...{ id, name },
  type: type === null ? null : enumWords(type),
});
const row = (kind: SourceRow["kind"], id: string, name: string, detail: string): SourceRow => ({
  ...{ kind, id, name, detail },
});
const typeWords = ({ type }: TypedFacts) => type === null ? "type not known" : enumWords(type);

export function designOf(facts: DiagramFacts, title: string): Part {
  const { arms, interventions, armInterventions: links } = facts;
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  const bare = arms.filter(({ id }) => !linked.has(id)).length;
  return {
    ...compileDesign({
      title,
      links,
      arms: arms.map(typed),
      interventions: interventions.map(typed),
    }),
    formula: "arms and interventions of the study, joined where the record joins them",
    rows: [
      ...arms.map((arm) => row("arm", arm.id, arm.name, typeWords(arm))),
      ...interventions.map((one) => row("intervention", one.id, one.name, typeWords(one))),
    ],
    summarised: arms.length > MAX_ARMS || interventions.length > MAX_INTERVENTIONS
      ? `${count(arms.length, "arm")} and ${
        count(interventions.length, "intervention")
      }: what is many is drawn as one box a type`
      : null,
    caveat: bare === 0 ? null : `${count(bare, "arm")} of ${arms.length} without an intervention`,
  };
}

export function scheduleOf({ outcomes }: DiagramFacts, title: string): Part {
  const frames = [...Map.groupBy(outcomes, ({ timeFrame }) => timeFrame)];
  const without = outcomes.filter(({ timeFrame }) => timeFrame === null).length;
  return {
    ...compileSchedule({ title, frames: frames.map(([name, own]) => ({ name, outcomes: own })) }),
    formula: "outcomes by their time frame, word for word, in the order of the longest time that " +
      "each names",
    rows: outcomes.map(({ id, name, kind, timeFrame }) =>
      row("outcome", id, name, `${enumWords(kind)}, ${timeFrame ?? "no time frame"}`)
    ),
    summarised: frames.length > MAX_FRAMES
      ? `${MAX_FRAMES - 1} of ${frames.length} time frames are drawn, the shortest first`
      : null,
    caveat: "outcomes say when they are assessed, not which visits there are: a registry record " +
      "has no schedule of activities" +
      (without > 0 ? `; ${count(without, "outcome")} without a time frame` : ""),
  };
}

const roleWords = (role: string) =>
  STAFF_ROLE_WORDS[role as keyof typeof STAFF_ROLE_WORDS] ?? enumWords(role);

export function delegationOf({ staff }: DiagramFacts, title: string): Part {
  const people = staff ?? [];
  const sites = [...Map.groupBy(people, ({ siteId }) => siteId)].map(([id, own]) => ({
    ...{ id, name: own[0]!.site },
    people: own.map((one) => ({ ...one, role: roleWords(one.role) })),
  }));
  const untrained = people.filter(({ duties, missing }) => duties.length > 0 && missing.length > 0);
  return {
    ...(staff === null
      ? nothing(title, "Not for your role: it takes the staff of the sites")
      : compileDelegation({ title, sites })),
    formula:
      "people on the staff of sites that are not closed, with the duties delegated to them " +
      "today",
    rows: people.map(({ id, name, role, site, duties }) =>
      row("staff", id, name, `${roleWords(role)}, ${site}: ${list(duties) || "no duty delegated"}`)
    ),
    summarised: people.length > MAX_PEOPLE
      ? `${count(people.length, "person", "people")} are added up by site or by duty`
      : null,
    caveat: untrained.length === 0
      ? null
      : `${
        count(untrained.length, "person", "people")
      } with a duty without a current training in GCP or the protocol`,
  };
}
