import assert from "node:assert/strict";
import { z } from "zod";
import { adminOf } from "@/lib/db/testing.ts";
import type { Result } from "@/lib/http/reply.ts";
import { onBoth, type World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { type Item, listSchema, name, type RowSpec, text } from "./model.ts";
import { createRow, deleteRow, listRows, readRow, updateRow } from "./service.ts";

/** Sites, with how long their names are: what a database function knows about a row. */
const spec: RowSpec = {
  table: "sites",
  resource: "site",
  path: "sites",
  one: "site",
  many: "sites",
  fields: {
    number: { column: "number", schema: text(40) },
    facility: { column: "facility", schema: name(200), required: true },
    activatedOn: { column: "activated_on", schema: z.iso.date().nullable() },
    closedOn: { column: "closed_on", schema: z.iso.date().nullable() },
    target: { column: "target_enrollment", schema: z.int().nullable() },
    ordinal: { column: "ordinal", schema: z.int() },
  },
  derived: {
    from: "name_lengths",
    fields: {
      letters: { column: "letters", schema: z.int() },
      long: { column: "long", schema: z.boolean() },
    },
  },
  order: ["ordinal"],
  filters: [
    "facility",
    "target",
    "letters",
    "long",
    { name: "closedFrom", field: "closedOn", by: "from" },
    { name: "closedTo", field: "closedOn", by: "to" },
    { name: "closed", field: "closedOn", by: "known" },
    { name: "atLeast", field: "letters", by: "from" },
  ],
  words: {
    sites_number_idx: { path: "/number", message: "Another site has this number" },
    sites_closed_after_activation: { path: "/closedOn", message: "Closed before it was active" },
  },
};

/** It answers nothing about a site called "?", and must be asked about the page's rows only. */
const NAME_LENGTHS = `
  create or replace function private.name_lengths(project uuid, ids uuid[])
  returns table (id uuid, letters integer, long boolean)
  language sql stable set search_path = pg_catalog, pg_temp as $$
    select s.id, char_length(s.facility), char_length(s.facility) > 5 from public.sites s
    where s.project_id = name_lengths.project and (ids is null or s.id = any (ids))
      and s.facility <> '?'
  $$;
  revoke execute on function private.name_lengths(uuid, uuid[]) from public;
  grant execute on function private.name_lengths(uuid, uuid[]) to authenticated;`;

async function stage(world: World) {
  const begun = await begin(world);
  const admin = adminOf(world.url);
  await admin.unsafe(NAME_LENGTHS).finally(() => admin.end());
  const ctx = { db: world.db, claims: begun.person.claims, reason: "test" };
  const make = (body: Record<string, unknown>) => createRow(ctx, spec, begun.project, body);
  const list = async (query: Record<string, string>) => {
    const parsed = listSchema(spec).parse(query) as { limit: number };
    return value(await listRows(ctx, spec, begun.project, parsed));
  };
  const names = async (query: Record<string, string>) =>
    (await list(query)).items.map((item) => item.facility);
  return { ctx, make, list, names, project: begun.project };
}

function value<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? "" : result.problem.message);
  return result.value;
}

const refusalOf = (result: Result<Item>) =>
  result.ok ? null : [result.problem.status, result.problem.errors?.map((one) => one.path)];

const past = (offset: number) =>
  new Date(Date.now() - offset * 86_400_000).toISOString().slice(0, 10);

onBoth("rows: a list is narrowed by value, by days and by what is known", async (world) => {
  const { make, names, list } = await stage(world);
  const closings = [past(30), past(20), past(10), null];
  for (const [i, closedOn] of closings.entries()) {
    value(await make({ facility: `S${i}`, closedOn, target: i, ordinal: i }));
  }
  assert.deepEqual(await names({}), ["S0", "S1", "S2", "S3"]);
  assert.deepEqual(await names({ facility: "S2" }), ["S2"]);
  assert.deepEqual(await names({ target: "1" }), ["S1"]);
  assert.deepEqual(await names({ closedFrom: past(20) }), ["S1", "S2"], "the day is included");
  assert.deepEqual(await names({ closedTo: past(20) }), ["S0", "S1"]);
  assert.deepEqual(await names({ closedFrom: past(25), closedTo: past(15) }), ["S1"]);
  assert.deepEqual(await names({ closed: "false" }), ["S3"]);
  assert.deepEqual(await names({ closed: "true", target: "2" }), ["S2"]);
  const first = await list({ closed: "true", limit: "2" });
  const rest = await list({ closed: "true", limit: "2", cursor: first.nextCursor! });
  assert.deepEqual(rest.items.map((item) => item.facility), ["S2"], "a page after a page");
  for (const bad of [{ target: "x" }, { closed: "no" }, { closedFrom: "2026-02-30" }]) {
    const parsed = listSchema(spec).safeParse(bad);
    assert.deepEqual(parsed.error?.issues.map((issue) => issue.path), [Object.keys(bad)]);
  }
});

onBoth("rows: a cursor whose keys are no values of their columns is refused", async (world) => {
  const { ctx, project, make } = await stage(world);
  value(await make({ facility: "S" }));
  for (const keys of [["x", crypto.randomUUID()], ["1", "x"], ["99999999999", "x"], ["1"]]) {
    const cursor = new TextEncoder().encode(JSON.stringify(keys)).toBase64();
    const refused = await listRows(ctx, spec, project, { limit: 1, cursor });
    assert.equal(!refused.ok && refused.problem.errors?.[0]?.path, "/cursor");
  }
});

onBoth("rows: derived fields come with a row, and a list is narrowed by them", async (world) => {
  const { ctx, make, list, names, project } = await stage(world);
  const made = value(await make({ facility: "Hartwell", ordinal: 1 }));
  assert.deepEqual([made.letters, made.long], [8, true]);
  value(await make({ facility: "Ost", ordinal: 2 }));
  const unknown = value(await make({ facility: "?", ordinal: 3 }));
  assert.deepEqual([unknown.letters, unknown.long], [null, null], "no answer is not known");
  const where = { projectId: project, id: made.id, version: made.version };
  const changed = value(await updateRow(ctx, spec, where, { facility: "Hart" }));
  assert.deepEqual([changed.letters, changed.long], [4, false]);
  const read = value(await readRow(ctx, spec, project, made.id));
  assert.deepEqual(read, changed);
  const { items } = await list({});
  assert.deepEqual(items.map((item) => item.letters), [4, 3, null]);
  assert.deepEqual(await names({ letters: "3" }), ["Ost"]);
  assert.deepEqual(await names({ long: "false" }), ["Hart", "Ost"]);
  assert.deepEqual(await names({ atLeast: "4" }), ["Hart"]);
});

onBoth("rows: what a constraint refuses is said at its field", async (world) => {
  const { ctx, make, names, project } = await stage(world);
  const first = value(await make({ facility: "A", number: "001", activatedOn: past(9) }));
  assert.deepEqual(refusalOf(await make({ facility: "B", number: "001" })), [409, ["/number"]]);
  const where = { projectId: project, id: first.id, version: first.version };
  const early = await updateRow(ctx, spec, where, { closedOn: past(10) });
  assert.deepEqual(refusalOf(early), [422, ["/closedOn"]]);
  assert.deepEqual(await names({}), ["A"]);
  const after = value(await updateRow(ctx, spec, where, { closedOn: past(8) }));
  assert.equal(value(await deleteRow(ctx, spec, { ...where, version: after.version })), null);
});
