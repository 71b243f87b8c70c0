// Bookings as CSV: on lines by key or title, the same file again, what is refused at its row.
import assert from "node:assert/strict";
import { onBoth } from "@/tests/people.ts";
import { counts, load, refused, save, study } from "./import_testing.ts";

const LINES = "Key,Title,Driver,Currency,Amount,Quantity\r\n" +
  "L-1,Visits,visit,EUR,100.00,10\r\nL-2,Systems,month,JPY,5000,12\r\n";
const HEAD = "Line;Date;Currency;Amount;Quantity;Invoice no\r\n";
const ROWS = "L-1;2026-02-03;EUR;1.234,50;3;R-1\r\nsystems;2026-02-04;jpy;-5000;;\r\n";

onBoth(
  "bookings come on lines by key or title, once however often the file is sent",
  async (world) => {
    const at = await study(world);
    await load(at, "budget", LINES);
    assert.deepEqual(counts(await load(at, "budget_actuals", HEAD + ROWS, { dryRun: true })), [
      ...[2, 0, 0],
    ]);
    assert.equal(
      (await save(at, "budget_actuals")).split("\r\n").length,
      2,
      "a dry run keeps none",
    );
    assert.deepEqual(counts(await load(at, "budget_actuals", HEAD + ROWS)), [2, 0, 0]);
    assert.deepEqual(counts(await load(at, "budget_actuals", HEAD + ROWS)), [0, 0, 2], "again");
    const saved = await save(at, "budget_actuals");
    assert.match(saved, /,L-1,2026-02-03,EUR,1234\.50,3,R-1,/);
    assert.match(saved, /,L-2,2026-02-04,JPY,-5000,,,/);
    assert.deepEqual(counts(await load(at, "budget_actuals", saved)), [0, 0, 2], "as it went");
    const more = HEAD + ROWS.replace(";3;", ";4;");
    assert.deepEqual(counts(await load(at, "budget_actuals", more)), [0, 1, 1]);
  },
);

onBoth("what is no booking is refused at its row, and nothing is half-written", async (world) => {
  const at = await study(world);
  await load(at, "budget", LINES);
  const rows = "L-1;2026-02-03;EUR;100,00;;Good\r\nL-9;2026-02-03;EUR;1,00;;\r\n" +
    "L-1;2026-02-30;EUR;1,00;;\r\nL-1;2026-02-03;;1,00;;\r\nL-2;2026-02-03;JPY;1,50;;\r\n" +
    "L-1;2026-02-03;EUR;0;;\r\nL-1;2026-02-03;EUR;2,00;-1;\r\n";
  const told = await refused(at, "budget_actuals", HEAD + rows);
  for (
    const [path, words] of [
      ["/rows/3/line", /There is no budget line "L-9"/],
      ["/rows/4/bookedOn", /./],
      ["/rows/5/amount", /names no currency/],
      ["/rows/6/amount", /JPY has no decimals/],
      ["/rows/7/amount", /Must not be 0/],
      ["/rows/8/quantity", /./],
    ] as const
  ) assert.match(told.at[path] ?? "", words, `${path}: ${JSON.stringify(told.at)}`);
  const other = await refused(at, "budget_actuals", `${HEAD}L-1;2026-02-03;USD;1.00;;\r\n`);
  assert.notEqual(other.status, 200, "a booking is in the currency of its line");
  assert.equal((await save(at, "budget_actuals")).split("\r\n").length, 2, "nothing is written");
});
