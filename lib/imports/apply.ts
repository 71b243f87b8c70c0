/** From the changes that somebody takes over to what is written, row by row. Pure. */
import type { Change } from "./diff.ts";
import { pairsOf } from "./diff_rows.ts";
import {
  ENTITIES,
  type Entity,
  type InterventionFact,
  interventionKey,
  type ProjectFacts,
  type StoredFacts,
  type StudyFacts,
} from "./facts.ts";
import { ordinalAt, ordinalsOf } from "./ordinals.ts";

export interface Writes {
  project: Partial<ProjectFacts>;
  /** `index` is the row's place in the new record: its pointer leads there. */
  updates: Record<Entity, { id: string; index: number; fields: Record<string, unknown> }[]>;
  /** `siteId`, for a contact of a site, is that site's. */
  inserts: Record<
    Entity,
    { id: string; index: number; ordinal: number; siteId: string | null }[]
  >;
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
  const updates = new Map<string, Writes["updates"][Entity][number]>();
  for (const { op } of taken) {
    if (op.do === "project") Object.assign(writes.project, op.fields);
    else if (op.do === "insert") {
      writes.inserts[op.entity].push({
        id: newId(),
        index: op.index,
        ordinal: ordinalAt(op.index),
        siteId: op.siteId,
      });
    } else if (op.do === "delete") writes.deletes[op.entity].push(op.id);
    else {
      const same = updates.get(op.id);
      if (same) Object.assign(same.fields, op.fields);
      else {
        const row = { id: op.id, index: op.index, fields: { ...op.fields } };
        updates.set(op.id, row);
        writes.updates[op.entity].push(row);
      }
    }
  }
  // A site brings its contacts; they are no changes of their own.
  const newSites = new Map(writes.inserts.sites.map((row) => [row.index, row.id]));
  next.contacts.forEach((contact, index) => {
    const siteId = newSites.get(contact.site ?? -1);
    if (!siteId) return;
    writes.inserts.contacts.push({ id: newId(), index, ordinal: ordinalAt(index), siteId });
  });
  for (const entity of ["arms", "interventions", "outcomes", "criteria"] as const) {
    place(entity, stored, next, writes);
  }
  writes.links = planLinks(stored, next, writes);
  return writes;
}

/** Gives the rows that come their numbers between those that stay. */
function place(
  entity: Parameters<typeof pairsOf>[0],
  stored: StoredFacts,
  next: StudyFacts,
  writes: Writes,
) {
  const rows = writes.inserts[entity];
  if (rows.length === 0) return;
  const taken = stored[entity].map((row) => row.ordinal);
  const pairs = pairsOf(entity, stored, next);
  const ordinals = ordinalsOf(rows.map((row) => row.index), taken, pairs);
  for (const row of rows) row.ordinal = ordinals.get(row.index) ?? row.ordinal;
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
