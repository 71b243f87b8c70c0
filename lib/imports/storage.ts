/** Between facts and rows: what an import stores, and what a project holds as facts. Pure. */
import { column, type FieldSource } from "@/lib/projects/provenance.ts";
import {
  ENTITIES,
  type Entity,
  type InterventionFact,
  interventionKey,
  type Stored,
  type StoredFacts,
  type StudyFacts,
} from "./facts.ts";
import { PROJECT_FIELDS } from "./entities.ts";
import { ordinalAt } from "./ordinals.ts";
import type { Raw } from "./queries.ts";

/** Fields of facts that are no columns of their table. */
const NO_COLUMNS = new Set(["pointer", "interventions", "site"]);
const UNORDERED = new Set<Entity>(["dates"]);

/** The columns of some fields of a fact. */
export function toColumns(fields: Raw): Raw {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([field]) => !NO_COLUMNS.has(field))
      .map(([field, value]) => [column(field), value]),
  );
}

/** A fact as a new row. `ordinal` is its number in the list; dates have none. */
export function toRow(
  entity: Entity,
  fact: StudyFacts[Entity][number],
  place: { id: string; ordinal: number; siteId?: string | null },
): Raw {
  return {
    id: place.id,
    ...toColumns(fact as unknown as Raw),
    source_pointer: fact.pointer,
    ...(UNORDERED.has(entity) ? {} : { ordinal: place.ordinal }),
    ...(entity === "contacts" ? { site_id: place.siteId ?? null } : {}),
  };
}

export interface NewRows {
  rows: Record<Entity, Raw[]>;
  links: Raw[];
}

/** All rows of a study that is new here. */
export function allRows(facts: StudyFacts, newId: () => string): NewRows {
  const ids = Object.fromEntries(
    ENTITIES.map((entity) => [entity, facts[entity].map(newId)]),
  ) as Record<Entity, string[]>;
  const rows = Object.fromEntries(ENTITIES.map((entity) => [
    entity,
    facts[entity].map((fact, i) => {
      const site = "site" in fact && fact.site !== null ? ids.sites[fact.site] : null;
      const place = { id: ids[entity][i]!, ordinal: ordinalAt(i), siteId: site ?? null };
      return toRow(entity, fact, place);
    }),
  ])) as Record<Entity, Raw[]>;
  const links = facts.arms.flatMap((arm, a) =>
    facts.interventions.flatMap((item, i) =>
      arm.interventions.includes(interventionKey(item))
        ? [toLink(newId(), ids.arms[a]!, ids.interventions[i]!, arm.pointer)]
        : []
    )
  );
  return { rows, links };
}

export function toLink(id: string, armId: string, interventionId: string, pointer: string): Raw {
  return { id, arm_id: armId, intervention_id: interventionId, source_pointer: pointer };
}

const camel = (text: string) =>
  text.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const PROJECT_KEYS = ["nctId", ...Object.keys(PROJECT_FIELDS)];
const ROW_KEYS: Record<Entity, readonly string[]> = {
  dates: ["kind", "value", "certainty"],
  arms: ["label", "armType", "description"],
  interventions: ["name", "interventionType", "description", "otherNames"],
  outcomes: ["kind", "measure", "description", "timeFrame"],
  criteria: ["kind", "text", "depth"],
  sites: ["facility", "city", "state", "zip", "country", "status", "lat", "lon"],
  contacts: ["kind", "name", "role", "affiliation", "phone", "phoneExt", "email"],
};

function stored<T>(raw: Raw, keys: readonly string[], more: Raw = {}): Stored<T> {
  const row = Object.fromEntries(Object.entries(raw).map(([key, value]) => [camel(key), value]));
  const fact = Object.fromEntries(keys.map((key) => [key, row[key] ?? null]));
  return {
    id: String(raw.id),
    ordinal: Number(raw.ordinal ?? 0),
    runId: (raw.import_run_id ?? null) as string | null,
    sources: (raw.field_sources ?? {}) as Record<string, FieldSource>,
    fact: { ...fact, ...more, pointer: String(raw.source_pointer ?? "") } as T,
  };
}

/** The facts of a project from the document of `readStored`. */
export function toStoredFacts(doc: Raw): StoredFacts {
  const list = <E extends Entity>(entity: E, more: (row: Raw) => Raw = () => ({})) =>
    (doc[entity] as Raw[]).map((row) =>
      stored<StudyFacts[E][number]>(row, ROW_KEYS[entity], more(row))
    ) as StoredFacts[E];
  const interventions = list("interventions");
  const keyOf = new Map(
    interventions.map((row) => [row.id, interventionKey(row.fact as InterventionFact)]),
  );
  const linked = new Map<unknown, Set<string>>();
  for (const link of doc.links as Raw[]) {
    const keys = linked.get(link.arm_id) ?? new Set();
    linked.set(link.arm_id, keys.add(keyOf.get(String(link.intervention_id)) ?? ""));
  }
  const siteIndex = new Map((doc.sites as Raw[]).map((row, i) => [row.id, i]));
  return {
    project: stored(doc.project as Raw, PROJECT_KEYS),
    dates: list("dates"),
    arms: list("arms", (row) => ({ interventions: [...linked.get(row.id) ?? []].sort() })),
    interventions,
    outcomes: list("outcomes"),
    criteria: list("criteria"),
    sites: list("sites"),
    contacts: list("contacts", (row) => ({ site: siteIndex.get(row.site_id) ?? null })),
  };
}
