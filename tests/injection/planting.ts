// How a text comes into a study: by the ways that people and imports have, and no other.
import assert from "node:assert/strict";
import { kindNamed } from "@/lib/csv/kinds/mod.ts";
import { importCsv } from "@/lib/csv/service.ts";
import { writeCsv } from "@/lib/csv/write.ts";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import type { Result } from "@/lib/http/reply.ts";
import type { ProposalInput } from "@/lib/proposals/model.ts";
import { propose } from "@/lib/proposals/service.ts";
import { SPEC_OF } from "@/lib/proposals/targets.ts";
import type { Sql } from "@/lib/db/mod.ts";
import { createRow, insertRows } from "@/lib/rows/service.ts";
import { call } from "../harness.ts";
import type { Asker } from "./world.ts";

export function value<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? "" : `${result.problem.status} ${result.problem.message}`);
  return result.value;
}

/** No call takes a NUL or half a character. */
export const storable = (text: string) => text.replaceAll("\0", "").toWellFormed();
/** One line, as fields of a form and cells of a file have it. */
export const lineOf = (text: string) => storable(text).replaceAll(/\s+/g, " ").trim();

const MORE: Record<Titled, Record<string, unknown>> = {
  task: { plannedStart: "2020-01-06", durationDays: 2 },
  milestone: { plannedOn: "2099-01-06", state: "unconfirmed", kind: "milestone" },
  deviation: { foundOn: "2026-01-06" },
  capa: { openedOn: "2026-01-06" },
  document: {},
};

type Titled = "task" | "milestone" | "deviation" | "capa" | "document";

/** Rows of a study with these titles, in one go. */
export async function plantTitles(
  { ctx: { db, claims } }: Asker,
  project: string,
  rows: readonly { target: Titled; title: string }[],
): Promise<void> {
  const write = async (sql: Sql) => {
    for (const target of Object.keys(MORE) as Titled[]) {
      const own = rows.filter((row) => row.target === target).map(({ title }, n) => ({
        ...(target === "milestone" ? { key: `planted_${n}` } : {}),
        ...MORE[target],
        title,
      }));
      const made = await insertRows(sql, SPEC_OF[target], project, own);
      assert.equal(made.length, own.length, target);
    }
  };
  await db.asUser(claims, write, { reason: "planted" });
}

/** A longer text of a row; its id. */
export async function plantText(
  who: Asker,
  project: string,
  kind: "task" | "risk" | "proposal",
  text: string,
): Promise<string> {
  if (kind === "proposal") {
    return await plantProposal(who, project, { title: "From a person", rationale: text });
  }
  const { ctx } = who;
  const body = { title: "Read me", description: text };
  return value(await createRow(ctx, SPEC_OF[kind], project, body)).id;
}

/** Titles of tasks, as a file. */
export async function plantCsv({ ctx }: Asker, project: string, titles: string[]): Promise<void> {
  const rows = titles.map((title, n) => [`csv-${n}`, title]);
  const bytes = new TextEncoder().encode(writeCsv([["key", "title"], ...rows]));
  const report = value(
    await importCsv({ ...ctx, reason: "planted" }, kindNamed("tasks")!, {
      ...{ projectId: project, bytes, dryRun: false },
    }),
  );
  assert.equal(report.created, titles.length);
}

/** What a person proposes, and has said so in these words. */
export async function plantProposal(
  { ctx }: Asker,
  project: string,
  text: { title: string; rationale: string },
): Promise<string> {
  const input: ProposalInput = {
    ...{ kind: "propose_task", evidence: [], ...text },
    changes: [{ op: "insert", target: "task", after: { title: text.title } }],
  };
  return value(await propose(ctx, project, input)).id;
}

type Json = Record<string, unknown>;

/** A registry record with these texts in its fields, as many as there are. */
function poisoned(texts: readonly string[]): unknown {
  const record = structuredClone(DEMO_STUDIES[0]) as { protocolSection: Record<string, Json> };
  const { protocolSection: all } = record;
  const left = [...texts];
  const take = (most: number) => left.splice(0, most);
  const [title, summary, stopped, sponsor, partner] = take(5);
  Object.assign(all.identificationModule!, { officialTitle: title });
  Object.assign(all.descriptionModule!, { briefSummary: summary });
  Object.assign(all.statusModule!, {
    ...{ whyStopped: stopped, startDateStruct: { date: "1990-01-01", type: "ACTUAL" } },
  });
  Object.assign(all.sponsorCollaboratorsModule!, {
    ...{ leadSponsor: { name: sponsor, class: "INDUSTRY" } },
    collaborators: [{ name: partner, class: "INDUSTRY" }],
  });
  Object.assign(all.conditionsModule!, { conditions: take(2) });
  const [arm, intervention] = take(2);
  Object.assign(all.armsInterventionsModule!, {
    armGroups: [{ label: arm, type: "EXPERIMENTAL" }],
    interventions: [{ name: intervention, type: "DRUG" }],
  });
  Object.assign(all.outcomesModule!, {
    primaryOutcomes: take(4).map((measure) => ({ measure, timeFrame: "2 years" })),
    secondaryOutcomes: take(4).map((timeFrame, i) => ({ measure: `Measure ${i}`, timeFrame })),
  });
  const places = all.contactsLocationsModule!;
  places.locations = (places.locations as Json[]).slice(0, 2);
  const criteria = left.map((text) => `* ${text}`).join("\n");
  Object.assign(all.eligibilityModule!, {
    eligibilityCriteria: `Inclusion Criteria:\n\n${criteria}\n\nExclusion Criteria:\n\n* None\n`,
  });
  return record;
}

/** Imports a study whose record says these things. */
export async function plantRecord(owner: Asker, texts: readonly string[]): Promise<string> {
  const body = { source: "ctgov", record: poisoned(texts.map(lineOf)) };
  const response = await call(owner, "POST", "/api/projects/import", body);
  const said = await response.text();
  assert.equal(response.status, 201, said);
  return JSON.parse(said).project.id;
}
