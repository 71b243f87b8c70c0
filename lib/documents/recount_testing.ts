// What follows from requirements, documents, versions and waivers: the rule of migration
// 20261121140100 once more, without SQL.
import { day } from "@/lib/sites/testing.ts";
import type { Day, Document, Facts, Place, Requirement, Row, Version, Waiver } from "./testing.ts";
import { key } from "./testing.ts";

const utc = (day: string) => Date.parse(`${day}T00:00:00Z`);
const plusDays = (day: string, days: number) =>
  new Date(utc(day) + days * 86_400_000).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string) => (utc(to) - utc(from)) / 86_400_000;

/** So many months later; the last of the month where it has no such day. */
export function plusMonths(day: string, months: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(
    0,
    10,
  );
}

const newestFirst = (a: Version, b: Version) => {
  const keys = (v: Version) => [v.effective_on ?? v.approved_on ?? "", v.approved_on ?? "", v.id];
  const [left, right] = [keys(a), keys(b)];
  const at = left.findIndex((one, n) => one !== right[n]);
  return at === -1 ? 0 : left[at]! < right[at]! ? 1 : -1;
};

export const acts = (v: Version) => v.effective_on ?? v.approved_on;
const lasts = (v: Version, months: number | null) =>
  v.expires_on ?? (months === null || acts(v) === null ? null : plusMonths(acts(v)!, months));

/** Each version's state by its id. */
export function versionStates(facts: Facts, today: string): Map<string, string> {
  const states = new Map<string, string>();
  for (const document of facts.documents) {
    const { held, months, pending, withdrawn } = versionsOf(facts, document, today);
    for (const one of pending) states.set(one.id, "pending");
    for (const one of withdrawn) states.set(one.id, "withdrawn");
    held.forEach((one, n) =>
      states.set(one.id, n === 0 ? heldState(one, months, today) : "superseded")
    );
  }
  return states;
}

function versionsOf(facts: Facts, document: Document, today: string) {
  const rule = facts.document_requirements.find((r) => r.id === document.requirement_id);
  const months = rule?.state === "confirmed" ? rule.valid_months : null;
  const all = facts.document_versions.filter((v) => v.document_id === document.id)
    .toSorted(newestFirst);
  const gone = (v: Version) => v.withdrawn_on !== null && v.withdrawn_on <= today;
  const approved = (v: Version) =>
    v.approved_on !== null && v.approved_on <= today && acts(v)! <= today;
  return {
    months,
    withdrawn: all.filter(gone),
    held: all.filter((v) => !gone(v) && approved(v)),
    pending: all.filter((v) => !gone(v) && !approved(v)),
  };
}

function heldState(version: Version, months: number | null, today: string): string {
  const end = lasts(version, months);
  if (end === null) return "current";
  const left = daysBetween(today, end);
  return left < 0 ? "expired" : left <= 90 ? "expiring" : "current";
}

function standing(facts: Facts, document: Document | null, today: string) {
  const none = { version: null, effective: null, expires: null, left: null };
  if (!document) return { state: "missing", since: null, ...none };
  const { held, pending, withdrawn, months } = versionsOf(facts, document, today);
  const one = held[0] ?? pending[0] ?? withdrawn[0];
  if (!one) return { state: "missing", since: null, ...none };
  const [effective, expires] = [acts(one), lasts(one, months)];
  const state = held[0] ? heldState(one, months, today) : pending[0] ? "pending" : "withdrawn";
  const opens = expires && plusDays(expires, -90);
  const since: Record<string, Day> = {
    pending: day(0),
    withdrawn: one.withdrawn_on,
    current: effective,
    expiring: opens && effective && opens > effective ? opens : effective,
    expired: expires && plusDays(expires, 1),
  };
  const left = held[0] && expires ? daysBetween(today, expires) : null;
  return { state, since: since[state]!, version: one, effective, expires, left };
}

/** The rows of private.expected_documents(), in no order. */
export function recount(facts: Facts, today: string): Row[] {
  const rows: Row[] = [];
  const answered = new Set<string>();
  const { sites, documents } = facts;
  for (const rule of facts.document_requirements.filter((one) => one.state === "confirmed")) {
    const level = rule.scope ?? "STUDY";
    for (const place of placesOf(facts, rule)) {
      const mine = answering(facts, rule, place);
      const waived = waiverOf(facts, rule.id, place, today);
      for (const document of mine.length === 0 ? [null] : mine) {
        if (document) answered.add(document.id);
        rows.push(rowOf(facts, { rule, document, level, place, waived }, today));
      }
    }
  }
  for (const document of documents.filter((one) => !answered.has(one.id))) {
    const { site_id } = document;
    const country = sites.find((one) => one.id === site_id)?.country ?? document.country;
    const level = site_id ? "SITE" : document.country ? "COUNTRY" : "STUDY";
    const slot = { rule: null, document, level, place: { site_id, country }, waived: null };
    rows.push(rowOf(facts, slot, today));
  }
  return rows;
}

/** Where the requirement asks for a document. */
function placesOf({ sites }: Facts, { scope, countries }: Requirement): Place[] {
  const among = (country: string | null) =>
    countries === null || countries.some((one) => key(one) === key(country));
  const lands = [...new Set(sites.map((one) => key(one.country)).filter((one) => one !== null))];
  if (scope === null || scope === "STUDY") return [{ site_id: null, country: null }];
  return scope === "COUNTRY"
    ? lands.filter(among).map((country) => ({ site_id: null, country }))
    : sites.filter((one) => among(one.country))
      .map((one) => ({ site_id: one.id, country: one.country }));
}

const answering = ({ documents }: Facts, rule: Requirement, place: Place) =>
  documents.filter((one) =>
    one.requirement_id === rule.id && one.site_id === place.site_id &&
    (place.site_id !== null || key(one.country) === key(place.country))
  );

/** What a suggested requirement would ask for: places, and those that lack the document. */
export function effectOf(facts: Facts, rule: Requirement, today: string) {
  const confirmed = { ...rule, state: "confirmed" };
  const others = facts.document_requirements.filter(({ id }) => id !== rule.id);
  const then = { ...facts, document_requirements: [...others, confirmed] };
  const places = placesOf(then, confirmed);
  const lacking = places.filter((place) =>
    !answering(then, confirmed, place).some((document) =>
      ["current", "expiring"].includes(standing(then, document, today).state)
    ) && waiverOf(then, rule.id, place, today) === null
  );
  return { places: places.length, lacking: lacking.length };
}

function waiverOf({ document_waivers }: Facts, rule: string, place: Place, today: string) {
  const inForce = document_waivers.filter((one) =>
    one.requirement_id === rule && (one.until_on === null || one.until_on >= today)
  );
  return inForce.find((one) => one.site_id !== null && one.site_id === place.site_id) ??
    inForce.find((one) => one.country !== null && key(one.country) === key(place.country)) ??
    inForce.find((one) => one.site_id === null && one.country === null) ?? null;
}

interface Slot {
  rule: Requirement | null;
  document: Document | null;
  level: string;
  place: Place;
  waived: Waiver | null;
}

function rowOf(facts: Facts, { rule, document, level, place, waived }: Slot, today: string): Row {
  const stands = standing(facts, document, today);
  const reason = waived && !["current", "expiring"].includes(stands.state) ? waived.reason : null;
  return {
    requirement_id: rule?.id ?? document?.requirement_id ?? null,
    document_id: document?.id ?? null,
    version_id: stands.version?.id ?? null,
    version: stands.version?.version ?? null,
    level,
    country: key(place.country),
    site_id: place.site_id,
    needed_for: rule?.needed_for ?? null,
    state: reason === null ? stands.state : "waived",
    since_on: reason === null ? stands.since : day(0),
    effective_on: stands.effective,
    expires_on: stands.expires,
    days_left: stands.left,
    reason,
  };
}
