-- Why: recomputing a long chain takes seconds, too long for one request and for the one connection
-- of the embedded database. So it goes in steps; what was found stays, with who asked and when.

-- The last check of each chain. upto, hash: what was recomputed so far, and the head there. length:
-- the newest number when it began. outside: {seq, at, hash}, the head kept elsewhere at that time.
create table private.chain_checks (
  org_id uuid primary key references public.orgs,
  state text not null check (state in ('running', 'intact', 'broken')),
  started_at timestamptz not null,
  started_by uuid,
  checked_at timestamptz not null,
  upto bigint not null,
  hash text not null,
  length bigint not null,
  broken_at bigint,
  outside jsonb
);

-- Raises PT404 unless the caller may read activity of the organisation or of one of its projects.
create function private.require_chain(org uuid) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if org is null or current_setting('role') in ('authenticated', 'anon') and not (
    org = any (private.my_orgs_for('activity', 'select')) or org = any (private.my_activity_orgs()) or exists (
      select from public.projects p
      where p.org_id = org and p.id = any (private.my_projects_for('activity', 'select')))
  ) then
    raise exception using errcode = 'PT404', message = 'Not found';
  end if;
end
$$;

-- How the chain of an organisation stands, of the project's where one is given: {organizationId,
-- seq, hash, check}. seq, hash: its head now. check: the last one, null before the first: {state,
-- startedAt, by, checkedAt, upto, length, hash, brokenAt, outside}.
create function public.chain_state(org uuid, project uuid default null) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  home uuid := coalesce((select p.org_id from public.projects p where p.id = chain_state.project), org);
begin
  perform private.require_chain(home);
  return (
    select jsonb_build_object('organizationId', h.org_id, 'seq', h.seq, 'hash', h.hash, 'check',
      case when c.org_id is not null then jsonb_build_object('state', c.state,
        'startedAt', private.utc(c.started_at), 'by', f.name, 'checkedAt', private.utc(c.checked_at),
        'upto', c.upto, 'length', c.length, 'hash', c.hash, 'brokenAt', c.broken_at,
        'outside', c.outside - 'hash') end)
    from private.chain_heads h
    left join private.chain_checks c on c.org_id = h.org_id
    left join public.profiles f on f.id = c.started_by
    where h.org_id = home
  );
end
$$;

-- Recomputes the next entries of the chain, `size` at most, or the first ones when it begins anew,
-- and answers as chain_state(). outside: {seq, at, hash} of a head that the caller kept elsewhere.
-- Entries, head and count are looked at in one statement, so that writers do not disturb it.
create function public.check_chain(org uuid, anew boolean, outside jsonb, size integer) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  done private.chain_checks;
  seen record;
begin
  perform private.require_chain(org);
  if anew then
    insert into private.chain_checks as c (org_id, state, started_at, started_by, checked_at, upto, hash, length, outside)
    select h.org_id, 'running', clock_timestamp(), auth.uid(), clock_timestamp(), 0, repeat('0', 64), h.seq, check_chain.outside
    from private.chain_heads h where h.org_id = org
    on conflict (org_id) do update set state = 'running', started_at = excluded.started_at,
      started_by = excluded.started_by, checked_at = excluded.checked_at, upto = 0, hash = excluded.hash,
      length = excluded.length, broken_at = null, outside = excluded.outside;
  end if;
  select * into done from private.chain_checks c where c.org_id = org and c.state = 'running' for update;
  if found then
    select count(*) as entries, max(e.seq) as last,
      min(e.n) filter (where e.seq <> e.n or e.prev_hash is distinct from e.expected
        or e.hash is distinct from private.link(null, e.prev_hash, e.text) or e.unclear) as broken,
      (array_agg(e.hash order by e.seq desc))[1] as hash,
      (array_agg(e.hash) filter (where e.seq = (done.outside ->> 'seq')::bigint))[1] as outside,
      (select h.seq from private.chain_heads h where h.org_id = org) as head,
      (select h.hash from private.chain_heads h where h.org_id = org) as head_hash,
      (select max(a.seq) from public.activity a where a.org_id = org) as newest
    into seen
    from (
      select a.seq, a.prev_hash, a.hash, done.upto + row_number() over chain as n,
        lag(a.hash, 1, done.hash) over chain as expected,
        jsonb_typeof(a.before) = 'null' or jsonb_typeof(a.after) = 'null' as unclear,
        private.entry_text(a.org_id, a.seq, a.project_id, a.at, a.actor, a.actor_name, a.actor_kind,
          a.on_behalf_of, a.entity, a.entity_id, a.action, a.before, a.after, a.reason, a.restricted) as text
      from (select * from public.activity a where a.org_id = org and a.seq > done.upto
        order by a.seq limit greatest(size, 1)) a
      window chain as (order by a.seq)
    ) e;
    if seen.broken is null and (done.outside ->> 'seq')::bigint between done.upto + 1 and done.upto + seen.entries
      and seen.outside is distinct from done.outside ->> 'hash' then
      seen.broken := (done.outside ->> 'seq')::bigint;
    end if;
    done.upto := done.upto + seen.entries;
    done.hash := coalesce(seen.hash, done.hash);
    if seen.broken is null and done.upto >= coalesce(seen.newest, 0) then
      -- The end: what the head says must be there, and what was kept elsewhere as well.
      if (seen.head, seen.head_hash) is distinct from (done.upto, done.hash)
        or (done.outside ->> 'seq')::bigint > done.upto then
        seen.broken := least(done.upto, seen.head) + 1;
      end if;
      done.state := 'intact';
    end if;
    update private.chain_checks c set upto = done.upto, hash = done.hash, checked_at = clock_timestamp(),
      state = case when seen.broken is null then done.state else 'broken' end, broken_at = seen.broken,
      length = greatest(c.length, done.upto)
    where c.org_id = org;
  end if;
  return public.chain_state(org);
end
$$;

-- As before, but sites are counted, not read: a count of them is no reading of the restricted ones.
create function private.site_counts(ids uuid[])
returns table (project_id uuid, sites bigint, countries bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select s.project_id, count(*), count(distinct s.country) from public.sites s
    where s.project_id = any (ids)
      and (s.project_id = any ((select private.my_projects_for('site', 'select'))::uuid[])
        or s.org_id = any ((select private.my_orgs_for('site', 'select'))::uuid[]))
      and (not s.restricted or s.project_id = any ((select private.my_cleared_projects())::uuid[]))
    group by s.project_id;
end
$$;
create or replace function private.project_summaries(ids uuid[]) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(jsonb_agg(private.project_head(p) || jsonb_build_object(
      'startDate', d.dates -> 'START', 'primaryCompletionDate', d.dates -> 'PRIMARY_COMPLETION',
      'completionDate', d.dates -> 'COMPLETION',
      'siteCount', coalesce(s.sites, 0), 'countryCount', coalesce(s.countries, 0)
    ) order by array_position(ids, p.id)), '[]')
    from public.projects p
    left join (
      select d.project_id, jsonb_object_agg(d.kind, private.date_json(d)) as dates
      from public.study_dates d
      where d.project_id = any (ids) and d.kind in ('START', 'PRIMARY_COMPLETION', 'COMPLETION')
      group by d.project_id
    ) d on d.project_id = p.id
    left join private.site_counts(ids) s on s.project_id = p.id
    where p.id = any (ids)
  );
end
$$;

revoke execute on function private.require_chain(uuid), private.site_counts(uuid[]) from public;
grant execute on function private.site_counts(uuid[]) to authenticated, service_role;
revoke execute on function public.chain_state(uuid, uuid), public.check_chain(uuid, boolean, jsonb, integer) from public, anon;
grant execute on function public.chain_state(uuid, uuid), public.check_chain(uuid, boolean, jsonb, integer) to authenticated;
