-- What must hold for every table and function, also for those that nobody has thought of yet.
begin;
create extension if not exists pgtap with schema extensions;
set search_path = public, extensions;
select plan(20);

create temporary view tables as
  select c.oid, c.relname as name, c.relrowsecurity, c.relforcerowsecurity, c.relowner
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p');
create temporary view verbs as
  select unnest(array['select', 'insert', 'update', 'delete']) as verb;
create temporary view functions as
  select p.oid, p.oid::regprocedure::text as name, p.prosecdef, p.proconfig, p.proowner
  from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e');
create temporary view domain_tables as
  select t.* from tables t where exists (select from pg_attribute a
    where a.attrelid = t.oid and a.attname = 'row_version');

select cmp_ok((select count(*)::int from domain_tables), '>=', 14, 'there are tables to look at');
select is_empty('select name from tables where not relrowsecurity or not relforcerowsecurity',
  'every table of schema public enables and forces row level security');
select is_empty($$ select t.name, r.rolname from tables t, pg_roles r, verbs v
  where r.rolname in ('anon', 'clinops_app', 'clinops_jobs', 'authenticator')
    and has_table_privilege(r.oid, t.oid, v.verb) $$,
  'who is not signed in has no privilege on any table');
select is_empty($$ select t.name, r.rolname from tables t, pg_roles r
  where r.rolname in ('anon', 'authenticated', 'service_role')
    and has_table_privilege(r.oid, t.oid, 'truncate, references, trigger') $$,
  'nobody may truncate, refer or add triggers');
select is_empty($$ select t.name, v.verb from tables t, verbs v
  where has_table_privilege('authenticated', t.oid, v.verb) and not exists (
    select from pg_policies p where p.schemaname = 'public' and p.tablename = t.name
      and p.cmd = upper(v.verb) and p.roles = '{authenticated}') $$,
  'each granted verb has its policy, to authenticated');
select is_empty($$ select p.tablename, p.policyname, p.cmd from pg_policies p
  where p.schemaname = 'public' and (p.roles <> '{authenticated}' or p.cmd = 'ALL'
    or not has_table_privilege('authenticated', format('public.%I', p.tablename), p.cmd)) $$,
  'no policy is for others, for all verbs at once, or for a verb that is not granted');
select is_empty($$ select t.name from tables t join pg_roles r on r.oid = t.relowner
  where not r.rolbypassrls and not r.rolsuper $$,
  'tables belong to a role that bypasses row level security, or definer helpers would see nothing');
select is_empty($$ select f.name from functions f join pg_roles r on r.oid = f.proowner
  where f.prosecdef and not r.rolbypassrls and not r.rolsuper $$,
  'so do definer functions');
select is_empty($$ select name from functions
  where prosecdef and not coalesce('search_path=pg_catalog, pg_temp' = any (proconfig), false) $$,
  'definer functions look for nothing in pg_temp before pg_catalog: an empty path would');
select is_empty($$ select name from functions
  where exists (select from unnest(proconfig) c where c like 'search_path=%' and c <> 'search_path=pg_catalog, pg_temp') $$,
  'nor do others that have a path');
select is_empty($$ select name from functions where has_function_privilege('anon', oid, 'execute') $$,
  'no function is for everybody');
select is_empty($$ select n.nspname from pg_namespace n where n.nspname = 'private'
  and (has_schema_privilege('anon', n.oid, 'usage') or has_schema_privilege('authenticated', n.oid, 'create')) $$,
  'schema private is closed to those who are not signed in');
select is_empty($$ select c.relname from pg_class c, verbs v, pg_roles r
  where c.relnamespace = 'private'::regnamespace and c.relkind in ('r', 'v')
    and r.rolname in ('anon', 'authenticated', 'service_role') and has_table_privilege(r.oid, c.oid, v.verb) $$,
  'nothing of schema private is read or written directly');
select is_empty($$ select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace
  and c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false)
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') $$,
  'views run with the rights of who asks');
select is_empty($$ select t.name, w.name from domain_tables t,
    unnest(array['touch', 'a_lock_chain', 'audit_insert', 'audit_update', 'audit_delete', 'refuse_truncate']) w(name)
  where not exists (select from pg_trigger g where g.tgrelid = t.oid and g.tgname = w.name and g.tgenabled = 'O') $$,
  'every table that people edit is versioned and audited');
select is_empty($$ select t.name from domain_tables t join pg_attribute a on a.attrelid = t.oid and a.attname = 'restricted'
  where not exists (select from pg_trigger g where g.tgrelid = t.oid and g.tgname = 'keep_restricted' and g.tgenabled = 'O') $$,
  'no restricted row goes by cascade unnoticed');
select is_empty($$ select t.name, p.polname from tables t
  join pg_attribute a on a.attrelid = t.oid and a.attname = 'restricted'
  join pg_policy p on p.polrelid = t.oid and p.polcmd = 'r' and p.polpermissive
  where pg_get_expr(p.polqual, p.polrelid) not like '%note_reading(%my_cleared_projects(%'
    and pg_get_expr(p.polqual, p.polrelid) not like '%my_cleared_projects(%note_reading(%' $$,
  'no policy shows a restricted row to the uncleared, or without writing it down');
select is_empty($$ select t.name from tables t where not exists (select from pg_attribute a
    where a.attrelid = t.oid and a.attname = 'row_version')
  and t.name not in ('activity', 'profiles', 'role_permissions', 'idempotency_keys') $$,
  'only these tables are not edited by people');
select is_empty($$ select t.name from tables t
  where exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'project_id')
    and t.name <> 'activity' and not exists (select from pg_constraint k where k.conrelid = t.oid
      and k.contype = 'f' and k.confrelid = 'public.projects'::regclass and cardinality(k.conkey) = 2) $$,
  'rows of a project refer to project and organisation together');
select is_empty($$ select k.conrelid::regclass, k.conname from pg_constraint k
  where k.contype = 'f' and k.connamespace in ('public'::regnamespace, 'private'::regnamespace)
    and not exists (select from pg_index i where i.indrelid = k.conrelid and i.indpred is null
      and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey) $$,
  'foreign keys are indexed, by all of their columns');

select * from finish();
rollback;
