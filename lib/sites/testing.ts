// Random facts of sites, as rows, and where they make a site stand: the recount without SQL.
import type { Sql } from "@/lib/db/mod.ts";

export type Day = string | null;

export interface Facts {
  identified_on: Day;
  selected_on: Day;
  contract_signed_on: Day;
  ethics_approved_on: Day;
  initiation_visit_on: Day;
  activated_on: Day;
  first_participant_on: Day;
  on_hold_on: Day;
  closed_on: Day;
  staff: Member[];
  snapshots: { as_of: string; enrolled: number | null }[];
}

interface Member {
  role: string;
  started_on: Day;
  ended_on: Day;
  trainings: { topic: string; completed_on: string; expires_on: Day }[];
  delegations: { delegated_on: string; ended_on: Day }[];
}

const TODAY = new Date().toISOString().slice(0, 10);
export const day = (offset: number) =>
  new Date(Date.parse(TODAY) + offset * 86_400_000).toISOString().slice(0, 10);

/** A small generator of numbers from a seed, so that a failure can be repeated. */
export function randomness(seed: number) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = <T>(...of: T[]) => of[Math.floor(next() * of.length)]!;
  const past = () => day(-Math.floor(next() * 400));
  const maybe = (share: number) => next() < share ? past() : null;
  const many = <T>(most: number, one: () => T) =>
    Array.from({ length: Math.floor(next() * (most + 1)) }, one);
  return { next, pick, past, maybe, many };
}

export function randomFacts(
  { next, pick, past, maybe, many }: ReturnType<typeof randomness>,
): Facts {
  const [activated, closed] = [maybe(.4), maybe(.12)].toSorted((a, b) =>
    a === null || b === null ? 0 : a < b ? -1 : 1
  );
  const about = () => pick(day(-40), day(-1), day(0), day(1), day(90), null);
  const member = (): Member => ({
    role: pick("principal_investigator", "principal_investigator", "study_nurse"),
    started_on: pick(null, day(-400), day(0), day(1)),
    ended_on: pick(null, null, day(2), day(1)),
    trainings: many(5, () => ({
      topic: pick("gcp", "GCP ", "protocol", "Protocol", "dosing"),
      completed_on: day(-60 - Math.floor(next() * 300)),
      expires_on: about(),
    })),
    delegations: many(
      2,
      () => ({ delegated_on: pick(day(-50), day(0)), ended_on: pick(null, day(0), day(4)) }),
    ),
  });
  const days = [...new Set(many(3, past))];
  return {
    identified_on: maybe(.7),
    selected_on: maybe(.8),
    contract_signed_on: maybe(.7),
    ethics_approved_on: maybe(.7),
    initiation_visit_on: maybe(.7),
    activated_on: activated ?? null,
    first_participant_on: maybe(.15),
    on_hold_on: maybe(.1),
    closed_on: closed ?? null,
    staff: many(3, member),
    snapshots: days.map((as_of) => ({ as_of, enrolled: pick(null, 0, 0, 3, 40) })),
  };
}

const GATE = [
  "selection",
  "contract",
  "ethics_approval",
  "initiation_visit",
  "principal_investigator",
  "gcp_training",
  "protocol_training",
  "delegation",
];

/** The recount. */
export function expected(facts: Facts) {
  const open = (from: Day, to: Day) => (from ?? "") <= TODAY && (to ?? "9999") >= TODAY;
  const leaders = facts.staff
    .filter((m) => m.role === "principal_investigator" && open(m.started_on, m.ended_on))
    .map((m) => {
      const current = m.trainings.filter((t) => open(t.completed_on, t.expires_on))
        .map((t) => t.topic.trim().toLowerCase());
      return {
        gcp_training: current.includes("gcp"),
        protocol_training: current.includes("protocol"),
        delegation: m.delegations.some((d) => open(d.delegated_on, d.ended_on)),
      };
    });
  const held = (m: object) => Object.values(m).filter(Boolean).length;
  const most = Math.max(0, ...leaders.map(held));
  const facts4: Record<string, unknown> = {
    selection: facts.selected_on,
    contract: facts.contract_signed_on,
    ethics_approval: facts.ethics_approved_on,
    initiation_visit: facts.initiation_visit_on,
    principal_investigator: leaders.length > 0,
  };
  const missing = GATE.filter((key) => key in facts4 && !facts4[key]);
  const newest = facts.snapshots.filter((s) => s.enrolled !== null)
    .toSorted((a, b) => a.as_of < b.as_of ? 1 : -1)[0] ?? null;
  const began = [facts.contract_signed_on, facts.ethics_approved_on, facts.initiation_visit_on]
    .filter((one) => one !== null).toSorted()[0] ?? null;
  const [state, since]: [string, Day] = facts.closed_on
    ? ["closed", facts.closed_on]
    : facts.on_hold_on
    ? ["on_hold", facts.on_hold_on]
    : facts.first_participant_on || (newest?.enrolled ?? 0) > 0
    ? ["enrolling", facts.first_participant_on]
    : facts.activated_on
    ? ["active", facts.activated_on]
    : began
    ? ["in_start_up", began]
    : facts.selected_on
    ? ["selected", facts.selected_on]
    : facts.identified_on
    ? ["identified", facts.identified_on]
    : ["unknown", null];
  return { state, since, missing, leaders, most, newest, held };
}

export async function insertAll(sql: Sql, org: string, project: string, all: Facts[]) {
  const home = { org_id: org, project_id: project };
  const rows: Record<string, object[]> = {
    sites: [],
    site_staff: [],
    trainings: [],
    delegations: [],
    enrollment_snapshots: [],
  };
  const ids = all.map(({ staff, snapshots, ...facts }, ordinal) => {
    const site_id = crypto.randomUUID();
    const hold_reason = facts.on_hold_on && "Staff change";
    rows.sites!.push({ ...home, id: site_id, ordinal, ...facts, hold_reason });
    for (const snapshot of snapshots) {
      rows.enrollment_snapshots!.push({
        ...home,
        site_id,
        ...snapshot,
        prescreened: 9,
        screened: 99,
      });
    }
    staff.forEach(({ trainings, delegations, ...member }, n) => {
      const staff_id = crypto.randomUUID();
      rows.site_staff!.push({ ...home, id: staff_id, site_id, name: `Person ${n}`, ...member });
      for (const one of trainings) rows.trainings!.push({ ...home, staff_id, ...one });
      for (const one of delegations) {
        rows.delegations!.push({ ...home, staff_id, duty: "All", ...one });
      }
    });
    return site_id;
  });
  for (const [table, made] of Object.entries(rows)) {
    if (made.length === 0) continue;
    const names = Object.keys(made[0]!).join(", ");
    await sql`insert into public.${sql.unsafe(`${table} (${names})`)} select ${sql.unsafe(names)}
      from jsonb_populate_recordset(null::public.${sql.unsafe(table)}, ${
      JSON.stringify(made)
    }::text::jsonb)`;
  }
  return ids;
}
