-- Why: settings of an organisation, how long its studies are kept among them, are columns of its
-- row. Nobody is made a member by somebody else's statement, people leave with a reason, and nobody
-- gives themselves a right. Invitations follow in a file of their own.

-- brand_colour: #rrggbb. logo: an image of at most 256 KiB, whose first bytes say its type.
-- data_region: a label, what the organisation says of where its data is. retention_years: how long
-- a study is kept after it was archived; null: as long as somebody wants. ai_off: no model is asked.
alter table public.orgs
  add column brand_colour text check (brand_colour ~ '^#[0-9a-f]{6}$'),
  add column logo bytea,
  add column logo_type text,
  add column data_region text check (char_length(trim(data_region)) between 1 and 100),
  add column retention_years integer check (retention_years between 1 and 100),
  add column ai_off boolean not null default false,
  add constraint orgs_logo_check check ((logo is null) = (logo_type is null) and (logo is null
    or (octet_length(logo) <= 262144 and case logo_type
      when 'image/png' then substr(logo, 1, 8) = '\x89504e470d0a1a0a'
      when 'image/jpeg' then substr(logo, 1, 3) = '\xffd8ff'
      when 'image/webp' then substr(logo, 1, 4) = '\x52494646' and substr(logo, 9, 4) = '\x57454250'
      else false end)));

-- As guard() makes them, with the logo as a heavy column: the trail keeps its SHA-256.
drop trigger audit_insert on public.orgs;
drop trigger audit_update on public.orgs;
drop trigger audit_delete on public.orgs;
create trigger audit_insert after insert on public.orgs referencing new table as new_rows
  for each statement execute function private.audit('logo');
create trigger audit_update after update on public.orgs
  referencing old table as old_rows new table as new_rows
  for each statement execute function private.audit('logo');
create trigger audit_delete after delete on public.orgs referencing old table as old_rows
  for each statement execute function private.audit('logo');

create trigger z_reason before update on public.orgs for each row
  when (old.retention_years is distinct from new.retention_years)
  execute function private.require_reason('how long studies are kept');

-- How pages wear an organisation, {version, colour, logo}; null when it has no looks of its own, or
-- is not the caller's. Read with what a page reads anyway.
create function private.brand_of(org uuid) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select jsonb_build_object('version', o.row_version, 'colour', o.brand_colour is not null,
      'logo', o.logo_type is not null)
    from public.orgs o where o.id = brand_of.org
      and (o.brand_colour is not null or o.logo_type is not null)
  );
end
$$;
revoke execute on function private.brand_of(uuid) from public;
grant execute on function private.brand_of(uuid) to authenticated, service_role;

-- When a study was archived decides how long it stays, so people cannot choose it.
create function private.stamp_archived() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.archived_at is null then
    return new;
  end if;
  new.archived_at := now();
  if tg_op = 'UPDATE' and old.archived_at is not null then
    new.archived_at := old.archived_at;
  end if;
  return new;
end
$$;
create trigger b_archived before insert or update of archived_at on public.projects for each row
  when (current_user in ('authenticated', 'anon')) execute function private.stamp_archived();

-- Whoever deletes, also past the policies.
create function private.keep_archived() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  years integer := (select o.retention_years from public.orgs o where o.id = old.org_id);
  ends timestamptz := old.archived_at + make_interval(years => years);
begin
  if years is null or ends <= now() then
    return old;
  end if;
  raise exception using errcode = 'PT409', column = 'archived_at', message = format(
    'Cannot delete the study: the organisation keeps studies %s after they are archived, %s',
    case years when 1 then '1 year' else years || ' years' end,
    case when ends is null then 'and this one is not archived'
      else 'this one until ' || to_char(ends at time zone 'UTC', 'YYYY-MM-DD') end);
end
$$;
create trigger b_keep_archived before delete on public.projects
  for each row execute function private.keep_archived();

-- Members: nobody is made one by somebody else's statement. They begin an organisation, accept an
-- invitation, or are put there by the system.
revoke insert on public.org_members from authenticated;
drop policy insert_by_role on public.org_members;
delete from public.role_permissions where resource = 'member' and verb = 'insert';
-- Everybody may go; the last owner stays, see keep_an_owner().
create policy delete_own on public.org_members for delete to authenticated
  using (user_id = (select auth.uid()));

-- To be removed and come back with another role is a change of role. Cascades (an account that is
-- deleted, an organisation that is left) have their own reasons.
create trigger z_reason_to_remove before delete on public.org_members for each row
  when (pg_trigger_depth() = 0) execute function private.require_reason('a member');
create trigger z_reason_to_remove before delete on public.project_members for each row
  when (pg_trigger_depth() = 0) execute function private.require_reason('a member');

-- Nobody gives themselves a right that they have not: not by a higher role, not by being cleared.
create function private.refuse_own_rise() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  is_org constant boolean := tg_table_name = 'org_members';
  was text;
  more boolean;
begin
  if tg_op = 'UPDATE' then
    was := old.role;
  end if;
  select exists (
    select from public.role_permissions p
    where p.scope = case when is_org then 'organization' else 'project' end and p.role = new.role
      and not exists (
        select from public.role_permissions h
        where (h.resource, h.verb) = (p.resource, p.verb)
          and ((h.scope = p.scope and h.role = was) or (not is_org and h.scope = 'organization' and h.role = (
            select m.role from public.org_members m where m.org_id = new.org_id and m.user_id = new.user_id))))
  ) into more;
  if not is_org and not more then
    more := new.unblinded and (tg_op = 'INSERT' or not (to_jsonb(old) ->> 'unblinded')::boolean);
  end if;
  if more then
    raise exception using errcode = 'PT403',
      message = 'Cannot give yourself more rights: somebody else has to';
  end if;
  return new;
end
$$;
create trigger y_own_rise before update on public.org_members for each row
  when (current_user in ('authenticated', 'anon') and new.user_id = auth.uid())
  execute function private.refuse_own_rise();
create trigger y_own_rise before insert or update on public.project_members for each row
  when (current_user in ('authenticated', 'anon') and new.user_id = auth.uid())
  execute function private.refuse_own_rise();

revoke execute on function private.stamp_archived(), private.keep_archived(),
  private.refuse_own_rise() from public;
