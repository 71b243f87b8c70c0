/** Use cases of versions: what came stays; what is recorded about it changes with a reason. */
import { z } from "zod";
import type { Config } from "@/lib/config/mod.ts";
import { mediaType, parseJson, readBytes, textFault } from "@/lib/http/body.ts";
import { parseFields } from "@/lib/http/intake.ts";
import { invalidField, Problem, toProblem } from "@/lib/http/problem.ts";
import { failure, type Result } from "@/lib/http/reply.ts";
import { day, type Item, name, text } from "@/lib/rows/model.ts";
import * as rows from "@/lib/rows/service.ts";
import * as queries from "./queries.ts";
import { versionSpec } from "./specs.ts";
import { stagingDir, storageOf } from "./storage/mod.ts";
import { readParts } from "./upload/multipart.ts";
import { stage, type Staged, wrong } from "./upload/stage.ts";

type Ctx = rows.Ctx;

const NOT_FOUND = failure(404, "Not there, or not yours");

const oneDay = day.nullable().optional();
const flag = z.union([
  z.boolean(),
  z.enum(["true", "false", "on"]).transform((word) => word !== "false"),
]);

/** What is said about a version that is added; `version` may be said for `label`. */
export const newVersion = z.object({
  label: name(60).optional(),
  version: name(60).optional(),
  heldIn: text(500).optional().describe("Where it is, when no file comes with it"),
  datedOn: oneDay,
  approvedOn: oneDay,
  effectiveOn: oneDay,
  expiresOn: oneDay,
  note: text(2000).optional(),
  restricted: flag.optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "Must be 64 hexadecimal digits").optional()
    .describe("Of the file: refused when other bytes arrive"),
  bytes: z.coerce.number().int().min(0).optional().describe("Of the file, likewise"),
  reason: z.string().max(2000).optional(),
});

export const uploadSchema = newVersion.extend({
  file: z.string().meta({ format: "binary" }).optional(),
});

/** The body: a form with a file, or JSON without one. */
async function received({ req, config, typed }: Addition, keep: (staged: Staged) => void) {
  const { type } = mediaType(req.headers);
  if (type === "application/json") {
    return parseFields(newVersion, parseJson(await readBytes(req, config.limits.bodyBytes)));
  }
  if (type !== "multipart/form-data") {
    throw new Problem(415, `Cannot read content type "${type}": send a form with a file, or JSON`, {
      headers: { accept: "multipart/form-data, application/json" },
    });
  }
  const most = config.limits.documentBytes;
  // What surrounds the file in the form is small.
  if (Number(req.headers.get("content-length") ?? 0) > most + 256 * 1024) {
    throw wrong(413, `Cannot accept this file: more than ${most} bytes`);
  }
  let files = 0;
  const texts = await readParts(req, async (part) => {
    if (part.field !== "file") throw invalidField(`/${part.field}`, "Must not be a file");
    if (part.name === "") {
      // A browser sends an empty part where nobody chose a file.
      for await (const chunk of part.content) {
        if (chunk.length > 0) throw wrong(422, "Cannot use this file: it has no name");
      }
      return;
    }
    if (++files > 1) throw wrong(422, "Cannot accept two files: a version is one");
    keep(await stage(stagingDir(config), part, most));
  }, typed);
  const given = [...texts].filter(([, value]) => value !== "");
  for (const [field, value] of given) {
    const fault = textFault(value);
    if (fault) throw invalidField(`/${field}`, fault);
  }
  return parseFields(newVersion, Object.fromEntries(given));
}

function rowOf(fields: z.infer<typeof newVersion>, documentId: string, staged: Staged | null) {
  const { label, version, sha256, bytes, reason: _, ...rest } = fields;
  const named = label ?? version;
  if (named === undefined) throw invalidField("/label", "Must be given, such as 2.0");
  if (staged === null && !rest.heldIn) {
    throw wrong(422, "Choose a file, or say where it is held (heldIn)");
  }
  if (sha256 !== undefined && sha256 !== staged?.sha256) {
    throw invalidField(
      "/sha256",
      `Other bytes arrived: their hash is ${staged?.sha256 ?? "not there"}`,
    );
  }
  if (bytes !== undefined && bytes !== staged?.bytes) {
    throw invalidField("/bytes", `Other bytes arrived: ${staged?.bytes ?? "none"}`);
  }
  const content = staged && {
    sha256: staged.sha256,
    bytes: staged.bytes,
    mediaType: staged.mediaType,
    fileName: staged.fileName,
  };
  return { ...rest, ...content, label: named, documentId };
}

export interface Addition {
  projectId: string;
  documentId: string;
  req: Request;
  config: Config;
  /** Gets the texts of the form, also of one that is refused. */
  typed?: Map<string, string>;
}

/**
 * Adds a version. Nothing of it is left where anything is wrong with it, but that the storage may
 * keep its bytes under their hash.
 */
export async function addVersion(ctx: Ctx, input: Addition): Promise<Result<Item>> {
  const { projectId, documentId, config } = input;
  const permission = { resource: "document_version", verb: "insert" as const, projectId };
  const org = await ctx.db.asUser(
    ctx.claims,
    (sql) => queries.orgOf(sql, projectId, documentId),
    { permission },
  );
  if (org === null) return NOT_FOUND;
  let staged = null as Staged | null;
  try {
    const fields = await received(input, (file) => staged = file);
    const row = rowOf(fields, documentId, staged);
    if (staged !== null) await storageOf(config).put(org, staged);
    const reason = ctx.reason ?? fields.reason ?? null;
    return await rows.createRow({ ...ctx, reason }, versionSpec, projectId, row);
  } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: toProblem(error) };
    throw error;
  } finally {
    await staged?.drop();
  }
}

interface Where {
  projectId: string;
  documentId: string;
  id: string;
}

async function ofDocument(ctx: Ctx, where: Where): Promise<boolean> {
  const permission = {
    resource: "document_version",
    verb: "select" as const,
    projectId: where.projectId,
  };
  return await ctx.db.asUser(ctx.claims, (sql) => queries.isVersionOf(sql, where), { permission });
}

export async function readVersion(ctx: Ctx, where: Where): Promise<Result<Item>> {
  const item = await rows.readRow(ctx, versionSpec, where.projectId, where.id);
  return item.ok && item.value.documentId !== where.documentId ? NOT_FOUND : item;
}

/** Approves, dates or withdraws it. */
export async function updateVersion(
  ctx: Ctx,
  where: Where & { version: number | null },
  body: Record<string, unknown>,
): Promise<Result<Item>> {
  if (!await ofDocument(ctx, where)) return NOT_FOUND;
  return await rows.updateRow(ctx, versionSpec, where, body);
}
