/** From the changes that somebody takes over to what is written, row by row. Pure. */
import type { Change } from "./diff.ts";
import {
  ENTITIES,
  type Entity,
  type InterventionFact,
  interventionKey,
  type ProjectFacts,
  type StoredFacts,
  type StudyFacts,
} from "./facts.ts";

export interface Writes {
  project: Partial<ProjectFacts>;
  /** `index` is the row's place in the new record: its pointer leads there. */
  updates: Record<Entity, { id: string; index: number; fields: Record<string, unknown> }[]>;
  /** `siteId`, for a contact of a site, is that site's. */
  inserts: Record<Entity, { id: string; index: number; siteId: string | null }[]>;
  deletes: Record<Entity, string[]>;
  /** Arms whose links are replaced by exactly these. */
  links: { armId: string; interventionIds: string[] }[];
}

const forEach = <T>(value: () => T): Record<Entity, T> => ({
  dates: value(),
  arms: value(),
  interventions: value(),
  outcomes: value(),
  criteria: value(),
  sites: value(),
  contacts: value(),
});

/** `newId` gives the id of each row that comes. */
export function planWrites(
  stored: StoredFacts,
  next: StudyFacts,
  taken: Change[],
  newId: () => string,
): Writes {
  const writes: Writes = {
    project: {},
    updates: forEach(() => []),
    inserts: forEach(() => []),
    deletes: forEach(() => []),
    links: [],
  };
  for (const { op } of taken) {
    if (op.do === "project") Object.assign(writes.project, op.fields);
    else if (op.do === "insert") {
      writes.inserts[op.entity].push({ id: newId(), index: op.index, siteId: op.siteId });
    } else if (op.do === "delete") writes.deletes[op.entity].push(op.id);
    else {
      const same = writes.updates[op.entity].find((row) => row.id === op.id);
      if (same) Object.assign(same.fields, op.fields);
      else writes.updates[op.entity].push({ id: op.id, index: op.index, fields: { ...op.fields } });
    }
  }
  // A site brings its contacts; they are no changes of their own.
  const newSites = new Map(writes.inserts.sites.map((row) => [row.index, row.id]));
  next.contacts.forEach((contact, index) => {
    const siteId = newSites.get(contact.site ?? -1);
    if (siteId) writes.inserts.contacts.push({ id: newId(), index, siteId });
  });
  writes.links = planLinks(stored, next, writes);
  return writes;
}

/** Whether there is anything to write. */
export function isEmpty(writes: Writes): boolean {
  return Object.keys(writes.project).length === 0 &&
    ENTITIES.every((entity) =>
      writes.updates[entity].length + writes.inserts[entity].length +
          writes.deletes[entity].length === 0
    );
}

/** An arm that names an intervention which was not taken over stays without that link. */
function planLinks(stored: StoredFacts, next: StudyFacts, writes: Writes): Writes["links"] {
  const wanted = [
    ...writes.inserts.arms.map(({ id, index }) => ({
      id,
      keys: next.arms[index]?.interventions ?? [],
    })),
    ...writes.updates.arms.flatMap(({ id, index, fields }) =>
      "interventions" in fields ? [{ id, keys: next.arms[index]?.interventions ?? [] }] : []
    ),
  ];
  if (wanted.length === 0) return [];
  const present = interventionsAfter(stored, next, writes);
  const find = (key: string) => {
    const exact = present.filter(({ fact }) => interventionKey(fact) === key);
    // A new type that was not taken over must not cost the link.
    return exact.length > 0 ? exact : present.filter(({ fact }) => key.endsWith(`: ${fact.name}`));
  };
  return wanted.map(({ id, keys }) => ({
    armId: id,
    interventionIds: [...new Set(keys.flatMap(find).map((row) => row.id))],
  }));
}

function interventionsAfter(
  stored: StoredFacts,
  next: StudyFacts,
  writes: Writes,
): { id: string; fact: InterventionFact }[] {
  const gone = new Set(writes.deletes.interventions);
  const changed = new Map(writes.updates.interventions.map((row) => [row.id, row.fields]));
  const kept = stored.interventions.filter((row) => !gone.has(row.id)).map((row) => ({
    id: row.id,
    fact: { ...row.fact, ...changed.get(row.id) },
  }));
  const come = writes.inserts.interventions.flatMap(({ id, index }) => {
    const fact = next.interventions[index];
    return fact ? [{ id, fact }] : [];
  });
  return [...kept, ...come];
}
