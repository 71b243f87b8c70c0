/** Sites of a demo plan: staff with duties and trainings, and counts that grow. Pure. */
import { day, daysBetween, MARK, newId, type PlanRows } from "./model.ts";

interface Person {
  site: string;
  name: string;
  role: string;
  email?: string;
  started: string;
  duties?: string[];
  /** Topic to the day it was done and the day it ends (null: it does not). */
  trained?: Record<string, [string, string | null]>;
}

/** Somebody on the staff of a site, since `started`. */
export function addPerson(plan: PlanRows, person: Person): void {
  const id = newId();
  const { site, name, role, started, duties = [], trained = {} } = person;
  const email = person.email ??
    `${name.toLowerCase().replace(/[^a-z]+/g, ".")}@sites.northfold.example`;
  plan.staff.push({ id, site_id: site, name, role, email, started_on: started });
  for (const duty of duties) {
    plan.delegations.push({ id: newId(), staff_id: id, duty, delegated_on: started });
  }
  for (const [topic, [done, ends]] of Object.entries(trained)) {
    plan.trainings.push({
      id: newId(),
      staff_id: id,
      topic,
      completed_on: done,
      expires_on: ends,
      evidence: MARK,
    });
  }
}

interface Counts {
  site: string;
  activated: string;
  /** Null: nobody yet. */
  first: string | null;
  newest: string;
  /** By the newest count. */
  enrolled: number;
}

const EVERY = 28;

/** A count every four weeks, back from the newest; each number grows with the number enrolled. */
export function addCounts(plan: PlanRows, { site, activated, first, newest, enrolled }: Counts) {
  const span = first ? Math.max(1, daysBetween(first, newest)) : 1;
  for (let at = newest; at >= activated; at = day(at, -EVERY)) {
    const share = first && at >= first ? daysBetween(first, at) / span : 0;
    const count = first && at >= first ? Math.max(1, Math.round(enrolled * share)) : 0;
    const failed = Math.floor(count * 1.1) + (count === 0 ? 2 : 1);
    const screened = count + failed + 1;
    plan.snapshots.push({
      id: newId(),
      site_id: site,
      as_of: at,
      prescreened: screened * 2 + 3,
      screened,
      screen_failed: failed,
      // Words that fit every study of the demo, of cancer or of asthma.
      failure_reasons: {
        "Inclusion criterion not met": Math.floor(failed * 0.4),
        "Exclusion criterion met": Math.floor(failed * 0.3),
        "Declined to take part": Math.floor(failed * 0.2),
      },
      enrolled: count,
      withdrawn: Math.floor(count * 0.08),
      completed: Math.floor(count * 0.2),
      note: MARK,
    });
  }
}
