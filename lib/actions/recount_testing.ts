/** The rules once more, written without SQL over the rows of a study, to compare with. */
import type { Row } from "@/tests/tables/declaration.ts";
import type { LinkFacts, MilestoneFacts, TaskFacts } from "@/lib/planning/facts.ts";
import { passOf } from "@/lib/planning/passes.ts";
import { type Study, TODAY } from "./study_testing.ts";

type Fact = Record<string, string | number | null | undefined>;

const plus = (date: string, days: number) =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
const between = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;
/** Months end on their last day. */
function lastDay(text: string): string {
  if (text.length === 4) return `${text}-12-31`;
  return text.length === 10 ? text : plus(nextMonth(text), -1);
}
function nextMonth(text: string): string {
  const [year, month] = text.split("-").map(Number);
  return new Date(Date.UTC(year!, month!, 1)).toISOString().slice(0, 10);
}

/** Day by day, counting those on which there is work. */
export function finishOf(start: string, days: number, weekdays: number[], holidays: string[]) {
  let at = start;
  for (let left = Math.max(days, 1);; at = plus(at, 1)) {
    const weekday = new Date(`${at}T00:00:00Z`).getUTCDay() || 7;
    if (weekdays.includes(weekday) && !holidays.includes(at)) left--;
    if (left === 0) return at;
  }
}

interface Item {
  id: string;
  kind: string;
  due: string | null;
  start: string | null;
  started: boolean;
  done: string | null;
  confirmed: boolean;
}

function itemsOf(rows: (table: string) => Fact[]): Item[] {
  const tasks = rows("tasks").map((t): Item => {
    const { planned_start: start, duration_days: days, calendar } = t;
    const planned = start == null || days == null
      ? null
      : calendar === "working"
      ? finishOf(String(start), Number(days), [1, 2, 3, 4, 5], [])
      : plus(String(start), Math.max(Number(days), 1) - 1);
    const done = t.actual_finish as string ?? null;
    return {
      ...{ id: String(t.id), kind: "task", start: start as string ?? null, done },
      due: done ? null : t.forecast_finish as string ?? planned,
      started: Boolean(t.actual_start ?? done),
      confirmed: t.state !== "unconfirmed",
    };
  });
  const milestones = rows("milestones").map((m): Item => {
    const planned = m.planned_text == null ? null : lastDay(String(m.planned_text));
    const done = m.actual_on as string ?? (m.certainty === "ACTUAL" ? planned : null);
    return {
      ...{ id: String(m.id), kind: "milestone", start: null, done, started: done !== null },
      due: done ? null : m.forecast_on as string ?? planned,
      confirmed: m.state === "confirmed",
    };
  });
  return [...tasks, ...milestones];
}

/** `rule subject` of all that the rules ask for. */
export function recount(study: Study): string[] {
  const rows = (table: string) =>
    study.rows.filter(([name]) => name === table).map(([, row]: [string, Row]) => row as Fact);
  const out: string[] = [];
  const say = (rule: string, id: unknown) => out.push(`${rule} ${id}`);
  const { status, target_enrollment: target } = study.project as Fact;
  const over = ["COMPLETED", "TERMINATED", "WITHDRAWN"].includes(String(status));
  if (status == null) say("status_unknown", study.id);
  if (target == null) say("target_unknown", study.id);

  const items = itemsOf(rows);
  const late = (item: Item) => item.due !== null && item.due < TODAY;
  for (const item of items) {
    if (!item.confirmed || item.done) continue;
    if (late(item)) say(`${item.kind}_overdue`, item.id);
    if (item.kind === "task" && item.due && item.due >= TODAY && item.due <= plus(TODAY, 7)) {
      say("task_due_soon", item.id);
    }
    const blocked = item.kind === "task" && rows("dependencies").some((link) => {
      const from = items.find(({ id }) => id === (link.from_task_id ?? link.from_milestone_id));
      if (link.to_task_id !== item.id || !from?.confirmed || from.done) return false;
      const type = String(link.type);
      if (type.endsWith("S") && item.started) return false;
      if (type.startsWith("F")) return late(from);
      return !from.started && from.start !== null && from.start < TODAY;
    });
    if (blocked) say("task_blocked", item.id);
  }
  if (items.some((item) => !item.confirmed)) say("skeleton_unconfirmed", study.id);
  slip(rows, items, say);
  sites(rows, say, over);
  enrollment(study, rows, say, over);
  for (const date of rows("study_dates")) {
    const passed = lastDay(String(date.value)) < TODAY;
    if (date.certainty === "ESTIMATED" && passed && !over) say("estimated_date_passed", date.id);
  }
  return out.toSorted();
}

type Say = (rule: string, id: unknown) => void;
type Rows = (table: string) => Fact[];

/** The forecast pass of the plan page over the same rows: the last day of each item, with all that it waits for. */
function expectedOn(rows: Rows) {
  const calendar = {
    ...{ workingWeekdays: [1, 2, 3, 4, 5], holidays: [], version: 1 },
    ...{ timeZone: "UTC", today: TODAY },
  };
  const milestones = rows("milestones").map((m) => ({
    ...{ id: m.id, plannedOn: m.planned_text ?? null, certainty: m.certainty ?? null },
    ...{ forecastOn: m.forecast_on ?? null, actualOn: m.actual_on ?? null },
  }));
  const tasks = rows("tasks").map((t) => ({
    ...{ id: t.id, plannedStart: t.planned_start ?? null, durationDays: t.duration_days ?? null },
    ...{ calendar: t.calendar, forecastFinish: t.forecast_finish ?? null },
    ...{ actualStart: t.actual_start ?? null, actualFinish: t.actual_finish ?? null },
  }));
  const dependencies = rows("dependencies").map((l) => ({
    ...{ fromId: l.from_task_id ?? l.from_milestone_id, toId: l.to_task_id ?? l.to_milestone_id },
    ...{ type: l.type, lagDays: l.lag_days ?? 0, lagCalendar: l.lag_calendar ?? "calendar" },
  }));
  const { items } = passOf({
    calendar,
    milestones: milestones as unknown as MilestoneFacts[],
    tasks: tasks as unknown as TaskFacts[],
    dependencies: dependencies as unknown as LinkFacts[],
  }, "forecast");
  // How long it takes is not known of these, so when they end is not, either.
  const open = new Set(
    tasks.filter((t) => t.durationDays === null && t.forecastFinish === null).map((t) => t.id),
  );
  return (id: string) => open.has(id) ? null : items.get(id)?.finishOn ?? null;
}

function slip(rows: Rows, items: Item[], say: Say) {
  const [baseline] = rows("baselines");
  if (!baseline) return;
  const expected = expectedOn(rows);
  const last = (all: (string | null)[]) =>
    all.filter((one) => one !== null).toSorted().at(-1) ?? null;
  const ends = (item: Item) =>
    item.done ?? last([expected(item.id), item.kind === "milestone" ? item.due : null]);
  const promised = rows("baseline_items").map((row) => ({
    id: row.item_id,
    on: String(row.finish_on),
  }));
  const end = last(
    items.filter((item) => item.confirmed || promised.some(({ id }) => id === item.id)).map(ends),
  );
  const aim = last(promised.map(({ on }) => on));
  const slips = promised.flatMap(({ id, on }) => {
    const item = items.find((one) => one.id === id && one.kind === "milestone" && !one.done);
    const now = item && ends(item);
    return now ? [between(on, now)] : [];
  });
  if (Math.max(end && aim ? between(aim, end) : 0, ...slips) > 14) {
    say("critical_path_slip", baseline.id);
  }
}

function sites(rows: Rows, say: Say, over: boolean) {
  const lastIn = rows("milestones").some((m) => m.key === "last_participant_in" && m.actual_on);
  for (const site of rows("sites")) {
    const counts = rows("enrollment_snapshots").filter((row) => row.site_id === site.id)
      .toSorted((a, b) => String(a.as_of) < String(b.as_of) ? 1 : -1);
    const counted = counts.find((row) => row.enrolled != null);
    const staff = rows("site_staff").filter((row) => row.site_id === site.id);
    const current = (row: Fact) =>
      String(row.completed_on) <= TODAY &&
      (row.expires_on == null || String(row.expires_on) >= TODAY);
    const has = (id: unknown, topic: string) =>
      rows("trainings").some((row) => row.staff_id === id && row.topic === topic && current(row));
    const duties = (id: unknown) =>
      rows("delegations").some((row) =>
        row.staff_id === id && String(row.delegated_on) <= TODAY &&
        (row.ended_on == null || String(row.ended_on) >= TODAY)
      );
    const ready = staff.some(({ id, role }) =>
      role === "principal_investigator" && has(id, "gcp") && has(id, "protocol") && duties(id)
    ) && site.selected_on && site.contract_signed_on && site.ethics_approved_on &&
      site.initiation_visit_on;
    const active = !site.closed_on && !site.on_hold_on;
    const begun = site.first_participant_on || Number(counted?.enrolled) > 0;
    if (active && begun && !ready) {
      say("site_enrolling_gate_open", site.id);
    }
    const activated = site.activated_on as string | null;
    const anybody = site.first_participant_on || counts.some((row) =>
      Number(row.enrolled) > 0
    );
    if (active && activated && between(activated, TODAY) >= 60 && !anybody) {
      say("site_no_enrollment", site.id);
    }
    const opened = activated ?? site.first_participant_on as string | null;
    const since = counts[0]?.as_of ?? opened;
    if (active && opened && between(opened, TODAY) > 30 && !over && !lastIn) {
      if (between(String(since), TODAY) > 30) say("enrollment_stale", site.id);
    }
    if (site.on_hold_on && !site.closed_on && between(String(site.on_hold_on), TODAY) > 30) {
      say("hold_too_long", site.id);
    }
    if (site.closed_on) continue;
    for (const { id } of staff) {
      if (duties(id) && !(has(id, "gcp") && has(id, "protocol"))) {
        say("training_missing_for_delegation", id);
      }
      for (const row of rows("trainings").filter((one) => one.staff_id === id)) {
        if (row.expires_on == null) continue;
        const left = between(TODAY, String(row.expires_on));
        const longer = rows("trainings").some((one) =>
          one.staff_id === id && one.topic === row.topic && one.id !== row.id &&
          (one.expires_on == null ||
            [one.expires_on, one.id].join() > [row.expires_on, row.id].join())
        );
        if (left >= 0 && left <= 90 && !longer) say("training_expiring", row.id);
      }
    }
  }
}

function enrollment(study: Study, rows: Rows, say: Say, over: boolean) {
  const target = study.project.target_enrollment as number | null;
  const [first, last] = ["first_participant_in", "last_participant_in"].map((key) => {
    const row = rows("milestones").find((one) => one.key === key);
    const said = row?.actual_on ?? row?.forecast_on ?? row?.planned_text;
    return said == null ? null : lastDay(String(said));
  });
  const ended = rows("milestones").some((m) => m.key === "last_participant_in" && m.actual_on);
  if (target === null || !first || !last || last < first || over || ended) return;
  const enrolled = rows("sites").flatMap((site) => {
    const [newest] = rows("enrollment_snapshots")
      .filter((row) => row.site_id === site.id && row.enrolled != null)
      .toSorted((a, b) => String(a.as_of) < String(b.as_of) ? 1 : -1);
    return newest ? [Number(newest.enrolled)] : [];
  });
  if (enrolled.length === 0) return;
  const newest = rows("enrollment_snapshots").map((row) => String(row.as_of)).toSorted().at(-1)!;
  const share = newest >= last
    ? 1
    : newest <= first
    ? 0
    : between(first, newest) / between(first, last);
  const planned = Math.round(target * share * 10) / 10;
  const middle = plus(first, Math.floor((between(first, last) + 1) / 2));
  const sum = enrolled.reduce((all, one) => all + one, 0);
  if (planned >= 1 && TODAY >= middle && sum < planned * 0.8) say("enrollment_behind", study.id);
}
