-- Why: the audit trail, which is also the event log. Every statement that changes a domain table
-- appends to its organisation's hash chain in the same transaction, so a change without its entry
-- cannot be. Statement-level with transition tables: a row-level trigger on one head is
-- superlinear and deadlocks. seq is given under a lock held to the commit: commit-ordered, gapless.

-- actor: null for the system. before, after: the whole row for a delete and an insert, only the
-- changed columns for an update. Names stay here when people leave. No foreign keys: entries
-- outlive what they tell of.
create table public.activity (
  org_id uuid not null,
  seq bigint not null,
  project_id uuid,
  at timestamptz not null,
  actor uuid,
  actor_name text,
  actor_kind text not null check (actor_kind in ('human', 'agent', 'system')),
  on_behalf_of uuid,
  entity text not null,
  entity_id uuid not null,
  action text not null check (action ~ '^[a-z_]+$'),
  before jsonb,
  after jsonb,
  reason text,
  restricted boolean not null,
  prev_hash text not null,
  hash text not null,
  primary key (org_id, seq)
);
create index activity_project_idx on public.activity (project_id, seq desc);
create index activity_entity_idx on public.activity (entity_id, seq desc);

-- The newest entry of each chain, and the lock of its writers.
create table private.chain_heads (
  org_id uuid primary key,
  seq bigint not null default 0,
  hash text not null default repeat('0', 64)
);

-- The head after an entry: SHA-256, in hex, over the head before it and the entry's text.
create function private.link(state text, head text, entry text) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select encode(sha256(convert_to(coalesce(state, head) || entry, 'UTF8')), 'hex')
$$;

-- Running head over entries in order, from a given head.
create aggregate private.chain(head text, entry text) (sfunc = private.link, stype = text);

-- What is hashed: jsonb text has one form only (keys sorted, no blanks of choice), and the moment,
-- in UTC, as jsonb writes it: never rounded, and with its era.
create function private.entry_text(
  org uuid, seq bigint, project uuid, at timestamptz, actor uuid, actor_name text, actor_kind text,
  on_behalf_of uuid, entity text, entity_id uuid, action text, before jsonb, after jsonb,
  reason text, restricted boolean
) returns text language sql stable parallel safe as $$
  select jsonb_build_object(
    'org', org, 'seq', seq, 'project', project,
    'at', at at time zone 'UTC',
    'actor', actor, 'actorName', actor_name, 'actorKind', actor_kind, 'onBehalfOf', on_behalf_of,
    'entity', entity, 'entityId', entity_id, 'action', action, 'before', before, 'after', after,
    'reason', reason, 'restricted', restricted)::text
$$;

-- One changed row on its way into the chain.
create type private.change as (
  org_id uuid, project_id uuid, entity_id uuid, restricted boolean, before jsonb, after jsonb
);

-- The reason that the transaction gives; null when there is nothing to read in it, so also when it
-- is made of blanks and invisible characters.
create function private.reason() returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select nullif(regexp_replace(left(current_setting('clinops.reason', true), 2000), format('^[%1$s]+|[%1$s]+$',
    '\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f'
    '\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0'), '', 'g'), '')
$$;

-- Appends changes to the chains of their organisations, in order, and wakes the listeners.
create function private.record(entity text, action text, changes private.change[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  who uuid := auth.uid();
  who_name text := (select p.name from public.profiles p where p.id = auth.uid());
  -- A signed-in caller is never the system, whatever the settings of the transaction say.
  signed_in boolean := who is not null or current_setting('role') in ('authenticated', 'anon');
  kind text := case
    when not signed_in then 'system'
    when current_setting('clinops.actor_kind', true) = 'agent' then 'agent'
    else 'human' end;
  for_whom uuid := case when kind = 'agent' then who end;
  why text := private.reason();
  moment timestamptz := clock_timestamp();
  orgs uuid[] := array(select distinct c.org_id from unnest(changes) c order by 1);
  written bigint;
begin
  if record.entity = 'orgs' and record.action = 'insert' then
    insert into private.chain_heads (org_id) select unnest(orgs);
  end if;
  perform from private.chain_heads h where h.org_id = any (orgs) order by h.org_id for update;
  with numbered as (
    select c.*, h.hash as head, h.seq + row_number() over (partition by c.org_id order by c.n) as seq
    from unnest(changes) with ordinality as c(org_id, project_id, entity_id, restricted, before, after, n)
    join private.chain_heads h on h.org_id = c.org_id
  ), chained as (
    select e.*, private.chain(e.head, private.entry_text(
        e.org_id, e.seq, e.project_id, moment, who, who_name, kind, for_whom, record.entity,
        e.entity_id, record.action, e.before, e.after, why, e.restricted)
      ) over (partition by e.org_id order by e.seq) as hash
    from numbered e
  ), added as (
    insert into public.activity (org_id, seq, project_id, at, actor, actor_name, actor_kind,
      on_behalf_of, entity, entity_id, action, before, after, reason, restricted, prev_hash, hash)
    select e.org_id, e.seq, e.project_id, moment, who, who_name, kind,
      for_whom, record.entity, e.entity_id, record.action, e.before, e.after, why, e.restricted,
      coalesce(lag(e.hash) over (partition by e.org_id order by e.seq), e.head), e.hash
    from chained e
    returning org_id, project_id, seq, hash
  ), newest as (
    select a.org_id, max(a.seq) as seq, count(*) as entries, (array_agg(a.hash order by a.seq desc))[1] as hash,
      case when count(distinct a.project_id) = 1 then min(a.project_id::text) else '' end as project
    from added a group by a.org_id
  ), moved as (
    update private.chain_heads h set seq = n.seq, hash = n.hash
    from newest n where n.org_id = h.org_id
    returning n.entries, pg_notify('clinops_activity', format('%s:%s:%s', n.org_id, n.project, n.seq))
  )
  select sum(m.entries) into written from moved m;
  if written is distinct from cardinality(changes) then
    raise exception using message = 'Cannot record activity: an organisation has no chain';
  end if;
end
$$;

-- A row with the SHA-256 of its heavy columns, as text, in their place.
create function private.lighter(doc jsonb, heavy text[]) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if heavy = '{}' then
    return doc;
  end if;
  return doc || (select jsonb_object_agg(h, encode(sha256(convert_to(doc ->> h, 'UTF8')), 'hex')) from unnest(heavy) h);
end
$$;

-- After each statement. Arguments: columns too heavy to be kept twice.
-- Nested loops are off because the plan is kept: made for one row, it would be quadratic for many.
-- Rows become jsonb once (materialized, offset 0); else the planner does it for every column.
create function private.audit() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp set timezone = 'UTC' set extra_float_digits = 1 set enable_nestloop = off set jit = off as $$
declare
  heavy text[] := coalesce(tg_argv, '{}');
  org text := case tg_table_name when 'orgs' then 'id' else 'org_id' end;
  project text := case tg_table_name when 'projects' then 'id' else 'project_id' end;
  changes private.change[];
begin
  if tg_op = 'UPDATE' then
    with o as materialized (select r.id, private.lighter(to_jsonb(r) - 'updated_at', heavy) as doc from old_rows r),
      n as materialized (select r.id, private.lighter(to_jsonb(r) - 'updated_at', heavy) as doc from new_rows r)
    select array_agg(row((o.doc ->> org)::uuid, (o.doc ->> project)::uuid, o.id,
      coalesce((o.doc ->> 'restricted')::boolean, false) or coalesce((n.doc ->> 'restricted')::boolean, false),
      (select jsonb_object_agg(e.key, e.value) from jsonb_each(o.doc) e
        where e.value is distinct from n.doc -> e.key),
      (select jsonb_object_agg(e.key, e.value) from jsonb_each(n.doc) e
        where e.value is distinct from o.doc -> e.key))::private.change)
    into changes
    from o join n on n.id = o.id
    where o.doc <> n.doc;
  elsif tg_op = 'INSERT' then
    select array_agg(row((n.doc ->> org)::uuid, (n.doc ->> project)::uuid, n.id,
      coalesce((n.doc ->> 'restricted')::boolean, false), null, private.lighter(n.doc, heavy))::private.change)
    into changes
    from (select r.id, to_jsonb(r) as doc from new_rows r offset 0) n;
  else
    select array_agg(row((o.doc ->> org)::uuid, (o.doc ->> project)::uuid, o.id,
      coalesce((o.doc ->> 'restricted')::boolean, false), private.lighter(o.doc, heavy), null)::private.change)
    into changes
    from (select r.id, to_jsonb(r) as doc from old_rows r offset 0) o;
  end if;
  if changes is not null then
    perform private.record(tg_table_name, lower(tg_op), changes);
  end if;
  return null;
end
$$;

-- Before each statement: a writer takes the locks of its organisations' chains first, in the order
-- of their ids, before it touches a row. So two writers in one organisation queue and never
-- deadlock. clinops.org, set by private.enter(), narrows it to the one organisation meant. People
-- lock chains of their own organisations only; system work that of clinops.org.
create function private.lock_chain() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  only_org uuid := nullif(current_setting('clinops.org', true), '')::uuid;
begin
  if auth.uid() is null and current_setting('role') not in ('authenticated', 'anon') then
    perform from private.chain_heads h where h.org_id = only_org for update;
  else
    perform from private.chain_heads h
    where h.org_id = any ((select private.my_orgs())::uuid[]) and (only_org is null or h.org_id = only_org)
    order by h.org_id for update;
  end if;
  return null;
end
$$;

-- Chains are written by record() alone, which runs inside a trigger: a statement of somebody's
-- own is at depth one.
create function private.only_from_trigger() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if pg_trigger_depth() < 2 then
    raise exception using errcode = 'PT403',
      message = format('Cannot %s %s: only changes of other tables write it', lower(tg_op), tg_table_name);
  end if;
  return null;
end
$$;

create trigger refuse_change before update or delete on public.activity
  for each row execute function private.refuse();
create trigger refuse_change_statement before update or delete or truncate on public.activity
  for each statement execute function private.refuse();
create trigger only_from_trigger before insert on public.activity
  for each statement execute function private.only_from_trigger();
create trigger only_from_trigger before insert or update on private.chain_heads
  for each statement execute function private.only_from_trigger();
create trigger refuse_change before delete or truncate on private.chain_heads
  for each statement execute function private.refuse();

revoke execute on function private.link(text, text, text), private.chain(text, text),
  private.record(text, text, private.change[]), private.audit(), private.lock_chain(),
  private.lighter(jsonb, text[]), private.reason(),
  private.only_from_trigger() from public;
revoke execute on function private.entry_text(uuid, bigint, uuid, timestamptz, uuid, text, text,
  uuid, text, uuid, text, jsonb, jsonb, text, boolean) from public;
