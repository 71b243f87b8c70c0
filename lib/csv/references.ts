/** Sites, milestones, people and others as cells name them, and the way back. */
import type { Read } from "./values.ts";

export interface SiteName {
  id: string;
  number: string | null;
  facility: string | null;
  city: string | null;
  country: string | null;
}
export interface MilestoneName {
  id: string;
  key: string;
  title: string;
}
export interface RequirementName {
  id: string;
  key: string | null;
  title: string;
}
export interface PersonName {
  id: string;
  email: string | null;
  name: string;
}

export interface FactorName {
  id: string;
  title: string;
}
export interface ActionName {
  id: string;
  key: string | null;
  title: string;
}

export type IndicatorName = FactorName;
export type LineName = ActionName;

export interface Names {
  sites: SiteName[];
  milestones: MilestoneName[];
  requirements: RequirementName[];
  people: PersonName[];
  factors: FactorName[];
  actions: ActionName[];
  indicators: IndicatorName[];
  lines: LineName[];
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const same = (text: string) => text.trim().replaceAll(/\s+/g, " ").toLowerCase();

/** Ids by name, one map for each way of naming, the most exact first. */
class Register {
  readonly #ways: Map<string, string[]>[] = [];
  readonly #names = new Map<string, string[]>();

  constructor(readonly what: { one: string; many: string; ways: string }) {}

  /** `names`: of one way for all rows. */
  add(names: Iterable<[id: string, name: string | null]>) {
    const way = new Map<string, string[]>();
    for (const [id, name] of names) {
      if (name === null || name.trim() === "") continue;
      const ids = way.get(same(name)) ?? [];
      if (!ids.includes(id)) ids.push(id);
      way.set(same(name), ids);
      this.#names.set(id, [...(this.#names.get(id) ?? []), name]);
    }
    this.#ways.push(way);
  }

  find(text: string): Read<string> {
    for (const way of this.#ways) {
      const ids = way.get(same(text)) ?? [];
      if (ids.length === 1) return { value: ids[0]! };
      if (ids.length > 1) {
        return {
          fault: `${ids.length} ${this.what.many} are called "${text}": give ${this.what.ways}`,
        };
      }
    }
    if (UUID.test(text)) return { value: text.toLowerCase() };
    return { fault: `There is no ${this.what.one} "${text}" in this study` };
  }

  /** The first name that leads back to the id, else the id. */
  nameOf(id: string): string {
    const found = (this.#names.get(id) ?? []).find((name) => {
      const read = this.find(name);
      return "value" in read && read.value === id;
    });
    return found ?? id;
  }
}

export const REFERENCES = [
  "site",
  "milestone",
  "requirement",
  "factor",
  "action",
  "indicator",
  "line",
  "person",
] as const;
export type ReferenceType = typeof REFERENCES[number];
export type Registers = Record<ReferenceType, Register>;

/** The place of a site in one text: "Charité, Berlin, Germany". */
const place = (site: SiteName) =>
  [site.facility, site.city, site.country].filter((part) => part).join(", ");

export function registersOf(names: Names): Registers {
  const site = new Register({ one: "site", many: "sites", ways: "the number" });
  site.add(names.sites.map((one) => [one.id, one.number]));
  site.add(names.sites.map((one) => [one.id, place(one)]));
  site.add(names.sites.map((one) => [one.id, one.facility]));
  const milestone = new Register({ one: "milestone", many: "milestones", ways: "the key" });
  milestone.add(names.milestones.map((one) => [one.id, one.key]));
  milestone.add(names.milestones.map((one) => [one.id, one.title]));
  const requirement = new Register({
    ...{ one: "requirement", many: "requirements", ways: "the key" },
  });
  requirement.add(names.requirements.map((one) => [one.id, one.key]));
  requirement.add(names.requirements.map((one) => [one.id, one.title]));
  const person = new Register({ one: "person", many: "people", ways: "the e-mail" });
  person.add(names.people.map((one) => [one.id, one.email]));
  person.add(names.people.map((one) => [one.id, one.name]));
  const factor = new Register({ one: "factor", many: "factors", ways: "another title" });
  factor.add(names.factors.map((one) => [one.id, one.title]));
  const action = new Register({ one: "action", many: "actions", ways: "the key" });
  action.add(names.actions.map((one) => [one.id, one.key]));
  action.add(names.actions.map((one) => [one.id, one.title]));
  const indicator = new Register({ one: "indicator", many: "indicators", ways: "its id" });
  indicator.add(names.indicators.map((one) => [one.id, one.title]));
  const line = new Register({ one: "budget line", many: "budget lines", ways: "the key" });
  line.add(names.lines.map((one) => [one.id, one.key]));
  line.add(names.lines.map((one) => [one.id, one.title]));
  return { site, milestone, requirement, factor, action, indicator, line, person };
}
