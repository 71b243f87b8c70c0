/** All SQL of agents' policies. Row-level security decides what each statement does. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Cell, SetCell, Tool } from "./model.ts";

export async function readTools(sql: Sql): Promise<Tool[]> {
  return await sql<Tool[]>`select tool, kind from private.agent_tools_known()`;
}

export async function readSet(sql: Sql, organizationId: string): Promise<SetCell[]> {
  return await sql<SetCell[]>`
    select p.role, p.tool, p.policy, p.row_version as version
    from public.agent_policies p where p.org_id = ${organizationId}::uuid`;
}

/** Whether the caller may change policies of the organisation. */
export async function mayChange(sql: Sql, organizationId: string): Promise<boolean> {
  const [row] = await sql<{ may: boolean }[]>`
    select ${organizationId}::uuid = any ((select private.my_orgs_for('agent_policy', 'update'))::uuid[]) as may`;
  return row?.may ?? false;
}

/** Writes what differs; what was never set and is as if nothing were is not. */
export async function writeCells(sql: Sql, organizationId: string, cells: readonly Cell[]) {
  const sent = sql`jsonb_to_recordset(${
    JSON.stringify(cells)
  }::text::jsonb) as c(role text, tool text, policy text)`;
  await Promise.all([
    sql`update public.agent_policies p set policy = c.policy from ${sent}
      where p.org_id = ${organizationId}::uuid and p.role = c.role and p.tool = c.tool and p.policy <> c.policy`,
    sql`insert into public.agent_policies (org_id, role, tool, policy)
      select ${organizationId}::uuid, c.role, c.tool, c.policy from ${sent}
      where c.policy <> 'auto' and not exists (select from public.agent_policies p
        where p.org_id = ${organizationId}::uuid and p.role = c.role and p.tool = c.tool)`,
  ]);
}
