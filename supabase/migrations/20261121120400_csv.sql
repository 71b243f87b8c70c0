-- Why: a file that somebody wants to import stays here while its columns are assigned and its rows
-- are checked, so that it is uploaded once. Nobody but the uploader reads it; it goes when it is
-- imported, with the fourth file of the same person, or after a day.

create table private.csv_uploads (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  kind text not null check (kind ~ '^[a-z_]{1,63}$'),
  name text not null check (char_length(name) <= 300),
  content bytea not null check (octet_length(content) <= 10485760),
  created_at timestamptz not null default clock_timestamp()
);
create index csv_uploads_user_idx on private.csv_uploads (user_id, created_at);
create index csv_uploads_project_idx on private.csv_uploads (project_id);
create index csv_uploads_created_idx on private.csv_uploads (created_at);
alter table private.csv_uploads enable row level security;
revoke all on private.csv_uploads from public, anon, authenticated, service_role;

create function private.keep_csv(project uuid, kind text, name text, content bytea) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  who uuid := auth.uid();
  made uuid;
begin
  if who is null then
    raise exception using errcode = 'PT401', message = 'Cannot keep a file: nobody is signed in';
  end if;
  if not exists (
    select from public.projects p
    where p.id = keep_csv.project and (p.id = any (private.my_projects_for('mapping', 'select'))
      or p.org_id = any (private.my_orgs_for('mapping', 'select')))
  ) then
    raise exception using errcode = 'PT404', message = 'Not found';
  end if;
  insert into private.csv_uploads (project_id, user_id, kind, name, content)
  values (keep_csv.project, who, keep_csv.kind, left(keep_csv.name, 300), keep_csv.content)
  returning id into made;
  delete from private.csv_uploads u where u.user_id = who and u.id not in (
    select mine.id from private.csv_uploads mine where mine.user_id = who
    order by mine.created_at desc limit 3);
  delete from private.csv_uploads u where u.id in (
    select old.id from private.csv_uploads old where old.created_at < now() - interval '1 day'
    order by old.created_at limit 20 for update skip locked);
  return made;
end
$$;

create function private.kept_csv(upload uuid, project uuid)
returns table (kind text, name text, content bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.kind, u.name, u.content from private.csv_uploads u
  where u.id = kept_csv.upload and u.project_id = kept_csv.project and u.user_id = auth.uid()
$$;

create function private.forget_csv(upload uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from private.csv_uploads u where u.id = forget_csv.upload and u.user_id = auth.uid()
$$;

revoke execute on function private.keep_csv(uuid, text, text, bytea), private.kept_csv(uuid, uuid),
  private.forget_csv(uuid) from public;
grant execute on function private.keep_csv(uuid, text, text, bytea), private.kept_csv(uuid, uuid),
  private.forget_csv(uuid) to authenticated;
