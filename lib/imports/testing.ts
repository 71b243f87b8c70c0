/** For tests: facts as a project would store them, and what taking changes over leaves behind. */
import type { Writes } from "./apply.ts";
import {
  canonical,
  ENTITIES,
  type Entity,
  interventionKey,
  type Stored,
  type StoredFacts,
  type StudyFacts,
} from "./facts.ts";

let last = 0;
const newId = () => `id-${String(++last).padStart(6, "0")}`;

/** The facts as rows of a project that was imported from them. */
export function store(facts: StudyFacts): StoredFacts {
  const row = <T>(fact: T): Stored<T> => ({
    id: newId(),
    ordinal: 0,
    fact,
    runId: "run-1",
    sources: {},
  });
  return {
    project: row(facts.project),
    dates: facts.dates.map(row),
    arms: facts.arms.map(row),
    interventions: facts.interventions.map(row),
    outcomes: facts.outcomes.map(row),
    criteria: facts.criteria.map(row),
    sites: facts.sites.map(row),
    contacts: facts.contacts.map(row),
  };
}

/** What the database would hold after the writes: the same steps on plain lists. */
export function applyInMemory(stored: StoredFacts, next: StudyFacts, writes: Writes): StudyFacts {
  const lists: Record<Entity, { id: string; fact: Record<string, unknown> }[]> = Object.fromEntries(
    ENTITIES.map((entity) => {
      const gone = new Set(writes.deletes[entity]);
      const kept = stored[entity].filter((row) => !gone.has(row.id)).map((row) => ({
        id: row.id,
        fact: {
          ...row.fact,
          ...writes.updates[entity].find((update) => update.id === row.id)?.fields,
        },
      }));
      const come = writes.inserts[entity].map(({ id, index }) => ({
        id,
        fact: { ...next[entity][index] },
      }));
      return [entity, [...kept, ...come]];
    }),
  ) as Record<Entity, { id: string; fact: Record<string, unknown> }[]>;
  relink(stored, writes, lists);
  resite(stored, writes, lists);
  return {
    project: { ...stored.project.fact, ...writes.project },
    ...Object.fromEntries(ENTITIES.map((entity) => [entity, lists[entity].map((row) => row.fact)])),
  } as StudyFacts;
}

type Lists = Record<Entity, { id: string; fact: Record<string, unknown> }[]>;

/** The links of an arm are ids; what it says is read back from the interventions they lead to. */
function relink(stored: StoredFacts, writes: Writes, lists: Lists) {
  for (const arm of lists.arms) {
    const before = stored.arms.find((row) => row.id === arm.id)?.fact.interventions ?? [];
    const ids = writes.links.find((link) => link.armId === arm.id)?.interventionIds ??
      stored.interventions.filter((row) => before.includes(interventionKey(row.fact)))
        .map((row) => row.id);
    const keys = lists.interventions.filter((row) => ids.includes(row.id))
      .map((row) => interventionKey(row.fact as unknown as StudyFacts["interventions"][number]));
    arm.fact.interventions = [...new Set(keys)].sort();
  }
}

/** A contact names its site by index: indexes move when sites come and go. */
function resite(stored: StoredFacts, writes: Writes, lists: Lists) {
  const place = new Map(lists.sites.map((row, i) => [row.id, i]));
  lists.contacts = lists.contacts.flatMap((row): Lists["contacts"] => {
    const before = stored.contacts.find((contact) => contact.id === row.id);
    const come = writes.inserts.contacts.find((contact) => contact.id === row.id);
    const siteId = before ? stored.sites[before.fact.site ?? -1]?.id : come?.siteId;
    if (!siteId) return [{ ...row, fact: { ...row.fact, site: null } }];
    const site = place.get(siteId);
    return site === undefined ? [] : [{ ...row, fact: { ...row.fact, site } }];
  });
}

/** The facts without what does not matter: order, and where in a record they stood. */
export function essence(facts: StudyFacts): unknown {
  const bare = (row: object) => ({ ...row, pointer: "" });
  const sorted = (rows: object[]) => rows.map((row) => canonical(bare(row))).sort();
  return {
    project: canonical(facts.project),
    ...Object.fromEntries(
      ENTITIES.filter((entity) => entity !== "contacts" && entity !== "sites")
        .map((entity) => [entity, sorted(facts[entity])]),
    ),
    contacts: sorted(facts.contacts.filter((row) => row.site === null)),
    sites: facts.sites.map((site, i) => {
      const contacts = facts.contacts.filter((row) => row.site === i);
      return canonical([bare(site), sorted(contacts.map((row) => ({ ...row, site: 0 })))]);
    }).sort(),
  };
}
