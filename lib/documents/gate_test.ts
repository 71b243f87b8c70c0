// The documents that the activation gate of a site asks for.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { day } from "@/lib/sites/testing.ts";
import { onBoth, refusal } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { insertRows } from "./testing.ts";

interface Row {
  site_id: string;
  ordinal: number;
  requirement: string;
  label: string;
  held: boolean;
  state: string | null;
  evidence: string | null;
}

onBoth("the gate asks for the documents that an activation needs, no more", async (world) => {
  const { person, org, project } = await begin(world);
  const run = <T>(work: (sql: Sql) => Promise<T>, reason: string | null = "set-up of the test") =>
    world.db.asUser(person.claims, work, { reason });
  const home = { org_id: org, project_id: project };
  const id = () => crypto.randomUUID();
  const [berlin, lyon] = [id(), id()];
  const insert = (table: string, ...rows: Record<string, unknown>[]) =>
    run((sql) => insertRows(sql, table, rows.map((row) => ({ ...home, ...row }))));
  await insert(
    "sites",
    { id: berlin, facility: "A", country: "Germany" },
    { id: lyon, facility: "B", country: "France" },
  );
  const gate = (site: string | null = null) =>
    run((sql) =>
      sql<Row[]>`select g.* from private.gate_requirements(${project}::uuid, ${site}::uuid) g
        where g.requirement like 'document:%' order by g.site_id, g.ordinal`
    );
  const rules = {
    protocol: { id: id(), title: "Protocol", scope: "STUDY", ordinal: 1 },
    authority: { id: id(), title: "Authority", scope: "COUNTRY", ordinal: 2 },
    cv: { id: id(), title: "CV", scope: "SITE", ordinal: 3 },
  };
  const needed = { needed_for: "site_activation", state: "confirmed", countries: null };
  const rest = [
    { ...rules.cv, ...needed, id: id(), needed_for: "close_out" },
    { ...rules.cv, ...needed, id: id(), state: "unconfirmed" },
  ];
  await insert("document_requirements", ...rest);
  assert.equal((await gate()).length, 0, "what is needed later or only suggested opens no gate");
  await insert(
    "document_requirements",
    { ...rules.protocol, ...needed },
    { ...rules.authority, ...needed, countries: ["germany"] },
    { ...rules.cv, ...needed },
  );
  const shown = async (site: string) =>
    (await gate()).filter((row) => row.site_id === site).map((row) => `${row.label} ${row.state}`);
  assert.deepEqual(await shown(berlin), ["Protocol missing", "Authority missing", "CV missing"]);
  assert.deepEqual(await shown(lyon), ["Protocol missing", "CV missing"]);

  const documents = Object.values(rules).map((rule) => ({
    ...{ id: id(), title: rule.title, requirement_id: rule.id },
    country: rule.scope === "COUNTRY" ? "Germany" : null,
    site_id: rule.scope === "SITE" ? berlin : null,
  }));
  // A second CV of the site, of somebody else, which has no version: the first counts.
  await insert("documents", ...documents, { ...documents[2]!, id: id() });
  const version = {
    version: "2.0",
    approved_on: day(-30),
    expires_on: day(30),
    held_in: "Binder 4",
  };
  await insert(
    "document_versions",
    ...documents.map((one) => ({ ...version, document_id: one.id })),
  );
  const rows = await gate(berlin);
  assert.deepEqual(rows.map((row) => [row.held, row.state, row.evidence]), [
    [true, "expiring", "2.0, Binder 4"],
    [true, "expiring", "2.0, Binder 4"],
    [true, "expiring", "2.0, Binder 4"],
  ]);
  assert.deepEqual([...rows], (await gate()).filter((row) => row.site_id === berlin));
  assert.deepEqual(await shown(lyon), ["Protocol expiring", "CV missing"]);

  const facts = ["selected_on", "contract_signed_on", "ethics_approved_on", "initiation_visit_on"];
  const staff = id();
  await insert("site_staff", {
    id: staff,
    site_id: lyon,
    name: "P",
    role: "principal_investigator",
  });
  await insert(
    "trainings",
    { staff_id: staff, topic: "gcp", completed_on: day(-9) },
    { staff_id: staff, topic: "protocol", completed_on: day(-9) },
  );
  await insert("delegations", { staff_id: staff, duty: "All", delegated_on: day(-9) });
  await run((sql) =>
    sql`update public.sites set ${sql.unsafe(facts.map((f) => `${f} = '${day(-9)}'`).join(", "))}
      where id = ${lyon}`
  );
  const activate = () =>
    run((sql) => sql`update public.sites set activated_on = ${day(0)} where id = ${lyon}`, null);
  assert.equal(await refusal(activate()), "PT422", "the CV is missing");
  await insert("document_waivers", {
    requirement_id: rules.cv.id,
    site_id: lyon,
    reason: "On file with the sponsor",
    until_on: day(3),
  });
  assert.deepEqual((await gate(lyon)).map((row) => [row.held, row.state, row.evidence]).at(-1), [
    ...[true, "waived"],
    "On file with the sponsor",
  ]);
  await activate();
  await run((sql) =>
    sql`update public.document_requirements set title = ' Ethics approval ' where id = ${rules.cv.id}`
  );
  const labels = await run((sql) =>
    sql<{ label: string }[]>`select g.label from private.gate_requirements(${project}, ${lyon}) g
      where g.label ~* 'ethics approval' order by g.ordinal`
  );
  assert.deepEqual(
    labels.map(({ label }) => label),
    ["ethics approval", "Ethics approval (document)"],
    "the recorded day and the document are told apart",
  );
});
