import assert from "node:assert/strict";
import { FIRST_DAY, formatDay, LAST_DAY, parseDay, WorkCalendar } from "./calendar.ts";
import { between, dateAt, pick, seeded } from "./random_testing.ts";

const viaDate = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);

Deno.test("days and dates agree with Date over the whole range, both ways", () => {
  assert.equal(formatDay(FIRST_DAY), "0001-01-01");
  assert.equal(formatDay(LAST_DAY), "9999-12-31");
  for (let day = -1000; day < 40_000; day++) assert.equal(formatDay(day), viaDate(day));
  for (let day = FIRST_DAY; day <= LAST_DAY; day += 97) {
    assert.equal(formatDay(day), viaDate(day));
    assert.equal(parseDay(formatDay(day)), day);
  }
});

Deno.test("what is no day of the calendar is no date", () => {
  const wrong = [
    "2026-02-29",
    "1900-02-29",
    "2026-00-10",
    "2026-13-01",
    "2026-01-00",
    "2026-04-31",
  ];
  const odd = [
    "0000-12-31",
    "2026-1-1",
    "2026-11-21T00:00",
    " 2026-11-21",
    "",
    "20261121",
    null,
    5,
  ];
  for (const text of [...wrong, ...odd]) assert.equal(parseDay(text), null, String(text));
  assert.equal(parseDay("2024-02-29"), Date.UTC(2024, 1, 29) / 86_400_000);
  assert.equal(parseDay("2000-02-29"), Date.UTC(2000, 1, 29) / 86_400_000);
});

Deno.test("shifts over working days agree with walking, and the way back is the latest", () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = seeded(seed);
    const workingWeekdays = pick(random, [[1, 2, 3, 4, 5], [3], [7, 1, 2, 3, 4], [
      1,
      2,
      3,
      4,
      5,
      6,
      7,
    ]]);
    const holidays = Array.from(
      { length: between(random, 0, 12) },
      () => dateAt(between(random, -40, 40)),
    );
    const calendar = new WorkCalendar({ workingWeekdays, holidays });
    const works = (day: number) =>
      workingWeekdays.includes(new Date(day * 86_400_000).getUTCDay() || 7) &&
      !holidays.includes(viaDate(day));
    const start = parseDay(dateAt(between(random, -60, 60)))!;
    const days = between(random, -15, 15);
    let at = start;
    for (let left = days; left > 0; at++) if (works(at)) left--;
    for (let left = days; left < 0;) if (works(--at)) left++;
    assert.equal(calendar.shift(start, days), at);
    const latest = calendar.latestBefore(start, days);
    assert.ok(calendar.shift(latest, days) <= start);
    assert.ok(calendar.shift(latest + 1, days) > start);
  }
});
