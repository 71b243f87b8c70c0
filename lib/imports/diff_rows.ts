/** Differences between lists of rows: rows that came, rows that went, fields that changed. */
import type { Json } from "./model.ts";
import { fieldWords } from "@/lib/projects/words.ts";
import type { Change } from "./diff.ts";
import { type PlacedContact, type RowOf, type Spec, SPECS } from "./entities.ts";
import { asJson, canonical, type Stored, type StoredFacts, type StudyFacts } from "./facts.ts";
import { type Matching, matchRows, type Side } from "./match.ts";
import { rowPaths } from "./paths.ts";
import { fieldPointer, sourceOf } from "@/lib/projects/provenance.ts";

type Entity = keyof typeof SPECS;

/** One kind of row on both sides, and what a row carries besides its fields. */
interface Lists<T> {
  entity: Entity;
  spec: Spec<T>;
  stored: { row: Stored<T>; more: Json[] }[];
  next: { row: T; index: number; more: Json[] }[];
}

export function diffRows(stored: StoredFacts, next: StudyFacts): Change[] {
  const list = <E extends "arms" | "interventions" | "outcomes" | "criteria">(
    entity: E,
    spec: Spec<RowOf<E>>,
  ) =>
    compare<RowOf<E>>({
      entity,
      spec,
      stored: (stored[entity] as Stored<RowOf<E>>[]).map((row) => ({ row, more: [] })),
      next: (next[entity] as RowOf<E>[]).map((row, index) => ({ row, index, more: [] })),
    }).changes;
  const sites = compare(siteLists(stored, next));
  return [
    ...list("arms", SPECS.arms),
    ...list("interventions", SPECS.interventions),
    ...list("outcomes", SPECS.outcomes),
    ...list("criteria", SPECS.criteria),
    ...sites.changes,
    ...compare(contactLists(stored, next, sites.matching)).changes,
  ];
}

/**
 * Which stored row is which row of the record, as index pairs, for the lists whose order people
 * gave a meaning.
 */
export function pairsOf(
  entity: "arms" | "interventions" | "outcomes" | "criteria",
  stored: StoredFacts,
  next: StudyFacts,
): [number, number][] {
  const spec = SPECS[entity] as unknown as Spec<{ pointer: string }>;
  return compare({
    entity,
    spec,
    stored: stored[entity].map((row) => ({ row, more: [] })),
    next: next[entity].map((row, index) => ({ row, index, more: [] })),
  }).matching.pairs;
}

/** A site that comes or goes takes its contacts with it, so it is shown with them. */
function siteLists(stored: StoredFacts, next: StudyFacts): Lists<RowOf<"sites">> {
  const bySite = (contacts: RowOf<"contacts">[]) => {
    const found = new Map<number, Json[]>();
    for (const contact of contacts) {
      if (contact.site === null) continue;
      const list = found.get(contact.site) ?? [];
      list.push(shown(SPECS.contacts, { ...contact, place: "" }));
      found.set(contact.site, list);
    }
    return found;
  };
  const [before, after] = [bySite(stored.contacts.map((row) => row.fact)), bySite(next.contacts)];
  return {
    entity: "sites",
    spec: SPECS.sites,
    stored: stored.sites.map((row, i) => ({ row, more: before.get(i) ?? [] })),
    next: next.sites.map((row, index) => ({ row, index, more: after.get(index) ?? [] })),
  };
}

/** The contacts of the study, and of the sites that stand on both sides. */
function contactLists(
  stored: StoredFacts,
  next: StudyFacts,
  sites: Matching,
): Lists<PlacedContact> {
  const idOf = (site: number | undefined) => stored.sites[site ?? -1]?.id;
  const toStored = new Map(sites.pairs.map(([s, n]) => [n, s]));
  const kept = new Set(toStored.values());
  return {
    entity: "contacts",
    spec: SPECS.contacts,
    stored: stored.contacts.flatMap((row) => {
      const { site } = row.fact;
      if (site !== null && !kept.has(site)) return [];
      const place = site === null ? "" : idOf(site) ?? "";
      return [{ row: { ...row, fact: { ...row.fact, place } }, more: [] }];
    }),
    next: next.contacts.flatMap((contact, index) => {
      const place = contact.site === null ? "" : idOf(toStored.get(contact.site));
      return place === undefined ? [] : [{ row: { ...contact, place }, index, more: [] }];
    }),
  };
}

function compare<T extends { pointer: string }>(
  lists: Lists<T>,
): { changes: Change[]; matching: Matching } {
  const { entity, spec } = lists;
  const side = (row: T, more: Json[]): Side => ({
    identity: canonical(spec.identity(row)),
    content: canonical([shown(spec, row), more]),
    fallbacks: spec.fallbacks(row).map((keys) => keys === null ? "" : canonical(keys)),
    text: spec.likeness(row)?.text ?? null,
    kind: spec.likeness(row)?.kind ?? "",
  });
  const before = lists.stored.map(({ row, more }) => side(row.fact, more));
  const after = lists.next.map(({ row, more }) => side(row, more));
  const matching = matchRows(before, after);
  const paths = rowPaths(
    entity,
    lists.stored.map(({ row }, s) => ({
      id: row.id,
      identity: before[s]!.identity,
      label: spec.label(row.fact),
    })),
    matching.added.map((n) => ({
      identity: after[n]!.identity,
      label: spec.label(lists.next[n]!.row),
    })),
  );
  const changes = [
    ...matching.pairs.flatMap(([s, n]) =>
      fieldChanges(lists, lists.stored[s]!.row, lists.next[n]!, paths.stored[s]!)
    ),
    ...matching.added.map((n, i) => addition(lists, lists.next[n]!, paths.added[i]!)),
    ...matching.removed.map((s) => removal(lists, lists.stored[s]!, paths.stored[s]!)),
  ];
  return { changes, matching };
}

function fieldChanges<T extends { pointer: string }>(
  { entity, spec }: Lists<T>,
  was: Stored<T>,
  now: { row: T; index: number },
  path: string,
): Change[] {
  return namedFields(spec).flatMap(([field, name]): Change[] => {
    const [from, to] = [was.fact[field], now.row[field]];
    if (canonical(from) === canonical(to)) return [];
    return [{
      path: `${path}/${name}`,
      from: asJson(from),
      to: asJson(to),
      label: `${spec.label(was.fact)}: ${fieldWords(field).toLowerCase()}`,
      group: spec.group,
      kind: "changed",
      pointer: fieldPointer(entity, now.row.pointer, field),
      setBy: sourceOf(field, was, fieldPointer(entity, was.fact.pointer, field)),
      op: { do: "update", entity, id: was.id, index: now.index, fields: { [field]: to } },
    }];
  });
}

function addition<T extends { pointer: string }>(
  { entity, spec }: Lists<T>,
  { row, index, more }: { row: T; index: number; more: Json[] },
  path: string,
): Change {
  return {
    path,
    from: null,
    to: withContacts(shown(spec, row), more),
    label: spec.label(row),
    group: spec.group,
    kind: "added",
    pointer: row.pointer,
    setBy: null,
    op: { do: "insert", entity, index, siteId: placeOf(row) },
  };
}

function removal<T extends { pointer: string }>(
  { entity, spec }: Lists<T>,
  { row, more }: { row: Stored<T>; more: Json[] },
  path: string,
): Change {
  // One field that a person set is enough to make the row a person's.
  const touched = namedFields(spec).find(([field]) => {
    const source = sourceOf(field, row, null);
    return source !== null && source.kind !== "import";
  });
  return {
    path,
    from: withContacts(shown(spec, row.fact), more),
    to: null,
    label: spec.label(row.fact),
    group: spec.group,
    kind: "removed",
    pointer: null,
    setBy: sourceOf(touched?.[0] ?? "", row, row.fact.pointer),
    op: { do: "delete", entity, id: row.id },
  };
}

function placeOf(row: object): string | null {
  return "place" in row && typeof row.place === "string" && row.place !== "" ? row.place : null;
}

function namedFields<T>(spec: Spec<T>): [keyof T & string, string][] {
  return Object.entries(spec.fields) as [keyof T & string, string][];
}

/** The fields of a row under the names that paths use. */
function shown<T>(spec: Spec<T>, row: T): Record<string, Json> {
  return Object.fromEntries(namedFields(spec).map(([field, name]) => [name, asJson(row[field])]));
}

function withContacts(row: Record<string, Json>, contacts: Json[]): Json {
  return contacts.length === 0 ? row : { ...row, contacts };
}
