-- Why: whoever sets what agents may do chooses among the tools that there are.

create function private.agent_tools_known() returns table (tool text, kind text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.tool, t.kind from private.agent_tools t order by t.kind desc, t.tool
$$;
revoke execute on function private.agent_tools_known() from public;
grant execute on function private.agent_tools_known() to authenticated, service_role;
