import type { Row, Sql } from "../types.ts";
import { first, rows } from "./rows.ts";

export interface AuditEntry {
  id: string;
  payload: Record<string, unknown>;
  address: string;
  now: string;
}

export async function insertAudit(sql: Sql, entry: AuditEntry): Promise<void> {
  await sql`
    insert into auth.audit_log_entries (instance_id, id, payload, created_at, ip_address)
    values ('00000000-0000-0000-0000-000000000000', ${entry.id}::uuid,
      ${JSON.stringify(entry.payload)}::text::json, ${entry.now}::text::timestamptz,
      ${entry.address}::text)`;
}

/**
 * One page of what happened, newest first, and how much there is.
 *
 * @param fields which of the payload's fields must contain `text`; none asks for nothing
 */
export async function auditPage(
  sql: Sql,
  fields: string[],
  text: string,
  limit: number,
  offset: number,
): Promise<{ entries: Row[]; total: number }> {
  const names = `{${fields.join(",")}}`;
  const counted = await first<{ total: number }>(sql`
    select count(*)::int as total from auth.audit_log_entries
    where ${names}::text = '{}' or exists (
      select from unnest(${names}::text::text[]) as field
      where strpos(lower(payload ->> field), ${text}::text) > 0)`);
  const entries = await rows<Row>(sql`
    select id, payload, created_at, ip_address from auth.audit_log_entries
    where ${names}::text = '{}' or exists (
      select from unnest(${names}::text::text[]) as field
      where strpos(lower(payload ->> field), ${text}::text) > 0)
    order by created_at desc, id limit ${limit}::int offset ${offset}::int`);
  return { entries, total: counted?.total ?? 0 };
}
