/**
 * The records of the demo, written once by its owner: documents with files, quality, budget. A
 * study in which somebody has recorded or confirmed anything stays as it is.
 */
import { config } from "@/lib/config/mod.ts";
import type { Claims, Db, Sql } from "@/lib/db/mod.ts";
import { stagingDir, storageOf } from "@/lib/documents/storage/mod.ts";
import { stage } from "@/lib/documents/upload/stage.ts";
import * as queries from "../queries.ts";
import { pdf } from "./files.ts";
import { lumaRecords } from "./luma.ts";
import { type DemoFile, type People, type RecordGround, type Records, TABLES } from "./model.ts";
import { pelagoRecords } from "./pelago.ts";
import { vesperRecords } from "./vesper.ts";

export const RECORDS: Record<string, (ground: RecordGround, people: People) => Records> = {
  NCT09990201: lumaRecords,
  NCT09990207: vesperRecords,
  NCT09990244: pelagoRecords,
};

const REASON = "Demo records seeded: invented data";

interface Seed {
  db: Db;
  /** Of the owner. */
  claims: Claims;
  organizationId: string;
  /** Id of the coordinator. */
  coordinator: string;
  dataDir: string;
}

/** Fills the studies of the demo that have no records yet; each in a transaction of its own. */
export async function seedRecords(seed: Seed): Promise<void> {
  const { db, claims, organizationId, coordinator, dataDir } = seed;
  const people = { owner: String(claims.sub), coordinator };
  const permission = { resource: "document", verb: "insert", organizationId } as const;
  for (const [nctId, recordsOf] of Object.entries(RECORDS)) {
    const study = { organizationId, nctId };
    const look = (sql: Sql) => queries.readRecordGround(sql, study);
    const ground = await db.asUser(claims, look, { permission });
    if (!ground?.untouched) continue;
    const records = recordsOf(ground, people);
    // Files go first, outside of the transaction: bytes without a row harm nobody.
    await keepFiles(records, ground.orgId, dataDir);
    await db.asUser(claims, async (sql) => {
      if ((await look(sql))?.untouched) await write(sql, ground.projectId, records);
    }, { permission, reason: REASON });
  }
}

/** Stores each file as an upload would be, and says in its version's row what it is. */
async function keepFiles(records: Records, orgId: string, dataDir: string): Promise<void> {
  const settings = { ...config(), dataDir };
  const storage = storageOf(settings);
  const none = { sha256: null, bytes: null, media_type: null, file_name: null };
  for (const row of records.rows.document_versions) {
    const file = records.files.get(row.id);
    Object.assign(row, none, file && await keep(file));
  }
  async function keep({ name, lines }: DemoFile) {
    const content = async function* () {
      yield await Promise.resolve(pdf(lines));
    };
    const part = { field: "file", name, type: "application/pdf", content: content() };
    const staged = await stage(stagingDir(settings), part, settings.limits.documentBytes);
    try {
      await storage.put(orgId, staged);
      const { sha256, bytes, mediaType, fileName } = staged;
      return { sha256, bytes, media_type: mediaType, file_name: fileName };
    } finally {
      await staged.drop();
    }
  }
}

/** Parents before children. */
async function write(sql: Sql, projectId: string, { rows, taken }: Records): Promise<void> {
  await Promise.all([
    queries.updatePlanRows(sql, "document_requirements", projectId, taken.document_requirements),
    queries.updatePlanRows(sql, "risks", projectId, taken.risks),
    ...TABLES.map((table) => queries.insertPlanRows(sql, table, projectId, rows[table])),
  ]);
}
