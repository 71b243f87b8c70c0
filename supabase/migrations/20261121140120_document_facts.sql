-- Why: what follows from a document and from a version, for the calls that all rows share (lib/rows).
-- As of the study's day today; ids null: of all.

create function private.document_facts(project uuid, ids uuid[])
returns table (
  id uuid, state text, since_on date, version_id uuid, version text, effective_on date, expires_on date,
  days_left integer, needed_for text, waived_because text
)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
declare
  days private.project_day[] := private.project_days(array[project]);
  -- Of few documents only what their requirements expect is looked at.
  rules uuid[] := array(select distinct d.requirement_id from public.documents d
    where d.id = any (ids) and d.requirement_id is not null);
begin
  return query
    select s.document_id, s.state, s.since_on, s.version_id, s.version, s.effective_on, s.expires_on,
      s.days_left, s.needed_for, s.reason
    from private.document_standing(days, null, case when ids is not null then rules end) s
    where s.document_id is not null and (ids is null or s.document_id = any (ids));
  if ids is not null then
    return query
      select d.id, coalesce(v.state, 'missing'),
        case v.state when 'withdrawn' then v.withdrawn_on when 'pending' then v.created_at::date
          when 'current' then v.acts_on when 'expiring' then greatest(v.acts_on, v.lasts_to - 90)
          when 'expired' then v.lasts_to + 1 end,
        v.version_id, v.version, v.acts_on, v.lasts_to,
        case when v.state in ('current', 'expiring', 'expired') then v.lasts_to - today.today end, null::text, null::text
      from public.documents d
      cross join unnest(days) today
      left join lateral (select * from private.version_states(days, array[d.id]) v where v.place = 1
        order by case v.phase when 'held' then 1 when 'pending' then 2 else 3 end limit 1) v on true
      where d.id = any (ids) and d.project_id = project and d.requirement_id is null;
  end if;
end
$$;

-- document_versions has no such columns: state, the last day that it holds, who made it.
create function private.version_facts(project uuid, ids uuid[])
returns table (id uuid, state text, holds_from date, holds_to date, added_by text)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
begin
  return query
    select v.version_id, v.state, v.acts_on, v.lasts_to, p.name
    from private.version_states(private.project_days(array[project]), case when ids is not null then
      array(select distinct x.document_id from public.document_versions x where x.id = any (ids)) end) v
    join public.document_versions x on x.id = v.version_id
    left join public.profiles p on p.id = x.created_by
    where ids is null or v.version_id = any (ids);
end
$$;

revoke execute on function private.document_facts(uuid, uuid[]), private.version_facts(uuid, uuid[]) from public;
grant execute on function private.document_facts(uuid, uuid[]), private.version_facts(uuid, uuid[])
  to authenticated, service_role;
