/** What a file would change: rows that are new, that differ, that are there already. Pure. */
import { pointer } from "@/lib/http/problem.ts";
import { type CsvKind, fieldOf, type Key, type Values } from "./kind.ts";
import type { Mapping } from "./mapping.ts";
import type { RowError } from "./model.ts";
import type { Draft } from "./rows.ts";

export interface Existing {
  id: string;
  version: number;
  values: Values;
}

export interface Creation {
  row: number;
  values: Values;
}

export interface Change extends Creation {
  id: string;
  version: number;
}

export interface Plan {
  creations: Creation[];
  changes: Change[];
  unchanged: number;
  errors: RowError[];
}

/** Equal as the database would have it; null and absent are the same. */
export function equal(a: unknown, b: unknown): boolean {
  if ((a ?? null) === (b ?? null)) return true;
  // Registries keep blanks at the ends, cells do not.
  if (typeof a === "string" && typeof b === "string") return a.trim() === b.trim();
  // The database gives a numeric as text: 2.00 is 2.
  if (typeof a === "number" && typeof b === "string") return b !== "" && a === Number(b);
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  const sorted = (value: object) => JSON.stringify(Object.entries(value).sort());
  return sorted(a) === sorted(b);
}

const part = (value: unknown) => String(value ?? "").trim().replaceAll(/\s+/g, " ").toLowerCase();
const empty = (value: unknown) => part(value) === "";

interface Found {
  name: string;
  rows: Existing[];
  adopted: boolean;
}

/** Finds the row of the database that a row of the file speaks of. */
class Finder {
  readonly #keys: Key[];
  readonly #indexes: Map<string, Existing[]>[];

  /** @param mapped fields that the file has a column for */
  constructor(kind: CsvKind, mapped: Set<string>, existing: Existing[]) {
    this.#keys = kind.keys.filter((key) => mapped.has(key.fields[0]!)).map((key) =>
      key.sparse ? { ...key, fields: key.fields.filter((field) => mapped.has(field)) } : key
    );
    this.#indexes = this.#keys.map((key) => {
      const named = existing.filter((one) => this.#has(key, one.values));
      return Map.groupBy(named, (one) => this.#text(key, one.values));
    });
  }

  #has(key: Key, values: Values): boolean {
    return key.sparse
      ? key.fields.some((field) => !empty(values[field]))
      : key.fields.every((field) => !empty(values[field]));
  }

  #text(key: Key, values: Values): string {
    return key.fields.map((field) => part(values[field])).join("\u0001");
  }

  /**
   * The name of the row and the rows of that name; null when the row has none. `adopted`: they have
   * a later name alone, and none of them was `seen`.
   */
  find(values: Values, seen: { has(id: string): boolean }): Found | null {
    const first = this.#keys.findIndex((key) => this.#has(key, values));
    if (first < 0) return null;
    const name = `${first}\u0002${this.#text(this.#keys[first]!, values)}`;
    for (let i = first; i < this.#keys.length; i++) {
      const key = this.#keys[i]!;
      if (i > first && !(key.adopts && this.#has(key, values))) continue;
      const found = this.#indexes[i]!.get(this.#text(key, values)) ?? [];
      const free = i === first
        ? found
        : found.filter((one) => !seen.has(one.id) && this.#lacks(i, one.values));
      if (free.length > 0) return { name, rows: free, adopted: i > first };
    }
    return { name, rows: [], adopted: false };
  }

  /** It has none of the keys before this one. */
  #lacks(i: number, values: Values): boolean {
    return this.#keys.slice(0, i).every((key) => !this.#has(key, values));
  }
}

interface Work {
  kind: CsvKind;
  mapping: Mapping;
  plan: Plan;
  /** Rows of the file by their name, and by the row of the database that they speak of. */
  seen: Map<string, number>;
}

function refuse({ kind, mapping, plan }: Work, row: number, field: string, message: string) {
  const found = kind.fields.find((one) => fieldOf(one) === field);
  const path = pointer(found ? ["rows", row, found.name] : ["rows", row]);
  plan.errors.push({ row, column: (found && mapping[found.name]) ?? null, path, message });
}

function create(work: Work, { row, values }: Draft) {
  const { kind, plan } = work;
  const missing = Object.entries(kind.spec.fields).filter(([name, field]) =>
    field.required && (values[name] ?? null) === null
  );
  for (const [name] of missing) refuse(work, row, name, "Must be given: the row is new");
  const faults = missing.length > 0 ? [] : kind.check?.(values) ?? [];
  for (const { field, message } of faults) refuse(work, row, field, message);
  if (missing.length + faults.length === 0) plan.creations.push({ row, values });
}

function compare(work: Work, { row, values }: Draft, there: Existing) {
  const { kind, plan } = work;
  const changes = Object.entries(values).filter(([name, value]) =>
    !equal(value, there.values[name])
  );
  if (changes.length === 0) {
    plan.unchanged++;
    return;
  }
  const fixed = changes.filter(([name]) => kind.spec.fields[name]!.fixed);
  for (const [name] of fixed) refuse(work, row, name, "Cannot be changed after the row is made");
  const faults = kind.check?.({ ...there.values, ...values }) ?? [];
  for (const { field, message } of faults) refuse(work, row, field, message);
  if (fixed.length + faults.length > 0) return;
  const { id, version } = there;
  plan.changes.push({ row, id, version, values: Object.fromEntries(changes) });
}

const same = (values: Values, there: Values) =>
  Object.entries(values).every(([name, value]) => equal(value, there[name]));

const keyWords = (kind: CsvKind) =>
  kind.keys.map((key) =>
    (key.sparse ? key.fields.slice(0, 1) : key.fields).map((name) =>
      kind.fields.find((one) => fieldOf(one) === name)!.label.toLowerCase()
    ).join(" and ")
  ).join(", or ");

/** Compares the file with the rows that are there. Nothing of it is ever deleted. */
export function planOf(
  kind: CsvKind,
  mapping: Mapping,
  drafts: Draft[],
  existing: Existing[],
): Plan {
  const plan: Plan = { creations: [], changes: [], unchanged: 0, errors: [] };
  const work: Work = { kind, mapping, plan, seen: new Map() };
  const mapped = new Set(
    kind.fields.filter((one) => Object.hasOwn(mapping, one.name)).map(fieldOf),
  );
  const finder = new Finder(kind, mapped, existing);
  for (const draft of drafts) {
    const found = finder.find(draft.values, work.seen);
    if (!found) {
      refuse(work, draft.row, "", `Cannot tell which one this is: give ${keyWords(kind)}`);
      continue;
    }
    const free = found.rows.filter((one) => !work.seen.has(one.id));
    // Of several that fit, the one that is exactly so is meant.
    const exact = free.find((one) => same(draft.values, one.values));
    if (exact) {
      work.seen.set(found.name, draft.row).set(exact.id, draft.row);
      plan.unchanged++;
      continue;
    }
    const before = work.seen.get(found.name) ??
      (free.length === 0 && found.rows[0] ? work.seen.get(found.rows[0].id) : undefined);
    if (before !== undefined) {
      refuse(work, draft.row, "", `The same as row ${before}`);
    } else if (free.length > 1) {
      const field = kind.keys[0]!.fields[0]!;
      const label = kind.fields.find((one) => fieldOf(one) === field)!.label.toLowerCase();
      const message = found.adopted
        ? `${free.length} ${kind.spec.many} without a ${label} fit: give it to one of them first`
        : `${free.length} ${kind.spec.many} fit: give the ${label}`;
      refuse(work, draft.row, "", message);
    } else {
      work.seen.set(found.name, draft.row);
      if (free[0]) work.seen.set(free[0].id, draft.row);
      if (free[0]) compare(work, draft, free[0]);
      else create(work, draft);
    }
  }
  return plan;
}
