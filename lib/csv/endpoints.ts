/** The calls of CSV: import and export of each kind. */
import { z } from "zod";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { pointer, Problem } from "@/lib/http/problem.ts";
import { ok, unwrap } from "@/lib/http/reply.ts";
import { exportCsv } from "./export.ts";
import type { CsvKind } from "./kind.ts";
import {
  BOOKINGS,
  BUDGET,
  DEVIATIONS,
  DOCUMENTS,
  ENROLLMENT,
  KRI_VALUES,
  MILESTONES,
  RISKS,
  SITES,
  TASKS,
} from "./kinds/mod.ts";
import { MAX_BYTES, reportSchema } from "./model.ts";
import { importCsv } from "./service.ts";

const flag = z.enum(["true", "false"], "Must be true or false").optional()
  .transform((value) => value === "true");

const importQuery = z.object({
  mapping: z.string().max(20_000).optional()
    .describe(
      'JSON {field: column}, or "saved" for the one that was kept; else headers are guessed',
    ),
  dryRun: flag.describe("Only tells what would happen"),
  dateFormat: z.enum(["iso", "dmy", "mdy"], "Must be iso, dmy or mdy").optional()
    .describe("What 04/05/2026 means, where a column does not show it"),
  ignoreUnknown: flag.describe("Columns that fill no field are left out"),
  clear: flag.describe("Empty cells take away what is there; else they change nothing"),
  remember: flag.describe("Keeps the mapping for the next file of this kind"),
});

const exportQuery = z.object({
  bom: flag.describe("Begins with a byte order mark, by which Excel knows UTF-8"),
  separator: z.enum([",", ";", "\t", "|"], "Must be , ; | or a tab").optional(),
});

const csvBody = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
  .meta({ type: "string", description: "RFC 4180 with a header; UTF-8, UTF-16 or Windows-1252" });

const mappingSchema = z.record(z.string().max(100), z.string().max(500));

/** A mapping as it comes in the address. @throws Problem 422 */
function mappingIn(given: string | undefined): Record<string, string> | "saved" | undefined {
  if (given === undefined || given === "saved") return given;
  let value: unknown;
  try {
    value = JSON.parse(given);
  } catch {
    value = null;
  }
  const mapping = mappingSchema.safeParse(value);
  if (mapping.success) return mapping.data;
  const message = 'Cannot read mapping: write JSON such as {"title":"Task name"}, or saved';
  throw new Problem(422, message, { errors: [{ path: pointer(["mapping"]), message }] });
}

/** The import and the export of a kind, for `api(...)` of its two route files. */
export function csvEndpoints<const Kind extends string>(kind: CsvKind, path: Kind) {
  const { resource } = kind.spec;
  const importer = endpoint(
    contract({
      method: "POST",
      path: `/api/projects/{id}/${path}/import`,
      summary: `Import ${kind.title} from CSV, all or nothing`,
      description:
        "Rows that are there already are changed, never deleted; the same file again changes " +
        "nothing. Rows are numbered as in a spreadsheet: the header is row 1.",
      tag: path,
      caller: "user",
      permission: { resource, verb: "update" },
      query: importQuery,
      consumes: "text/csv",
      raw: true,
      body: csvBody,
      bodyLimit: (config) => Math.min(config.limits.importBodyBytes, MAX_BYTES),
      responses: { 200: { description: "What was, or would be, done", schema: reportSchema } },
    }),
    async (call) => {
      const { mapping, ...options } = call.query;
      const input = {
        ...{ ...options, mapping: mappingIn(mapping) },
        ...{ projectId: (call.params as { id: string }).id, bytes: call.body },
      };
      return ok(unwrap(await importCsv(call, kind, input)));
    },
  );
  const exporter = endpoint(
    contract({
      method: "GET",
      path: `/api/projects/{id}/${path}/export.csv`,
      summary: `All ${kind.title} as CSV, as the import reads it`,
      tag: path,
      caller: "user",
      permission: { resource, verb: "select" },
      query: exportQuery,
      responses: { 200: { description: `All ${kind.title}`, contentType: "text/csv" } },
    }),
    async (call) => {
      const projectId = (call.params as { id: string }).id;
      const { file, body } = unwrap(await exportCsv(call, kind, { projectId, ...call.query }));
      return new Response(body, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="${file}"`,
        },
      });
    },
  );
  return { importer, exporter };
}

export const sitesCsv = csvEndpoints(SITES, "sites");
export const milestonesCsv = csvEndpoints(MILESTONES, "milestones");
export const tasksCsv = csvEndpoints(TASKS, "tasks");
export const enrollmentCsv = csvEndpoints(ENROLLMENT, "enrollment");
export const budgetCsv = csvEndpoints(BUDGET, "budget");
export const bookingsCsv = csvEndpoints(BOOKINGS, "budget-actuals");
export const documentsCsv = csvEndpoints(DOCUMENTS, "documents");
export const risksCsv = csvEndpoints(RISKS, "risks");
export const deviationsCsv = csvEndpoints(DEVIATIONS, "deviations");
export const kriValuesCsv = csvEndpoints(KRI_VALUES, "kri-values");
