-- Two organisations, raw SQL as signed-in people: neither reads, writes or reaches into the other.
begin;
create extension if not exists pgtap with schema extensions;
set search_path = public, extensions;
select plan(21);

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-00000000000a', 'a@tenancy.test'), ('00000000-0000-4000-8000-00000000000b', 'b@tenancy.test');
insert into auth.sessions (id, user_id) values
  ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-00000000000a'),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-00000000000b');
insert into orgs (id, name) values
  ('00000000-0000-4000-8000-0000000000aa', 'A'), ('00000000-0000-4000-8000-0000000000bb', 'B');
insert into org_members (org_id, user_id, role) values
  ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000a', 'owner'),
  ('00000000-0000-4000-8000-0000000000bb', '00000000-0000-4000-8000-00000000000b', 'owner');
insert into projects (id, org_id, name, nct_id) values
  ('00000000-0000-4000-8000-000000000a01', '00000000-0000-4000-8000-0000000000aa', 'PA', 'NCT00000001'),
  ('00000000-0000-4000-8000-000000000b01', '00000000-0000-4000-8000-0000000000bb', 'PB', 'NCT00000001');
insert into sites (id, org_id, project_id, facility) values
  ('00000000-0000-4000-8000-000000000a02', '00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-000000000a01', 'SA'),
  ('00000000-0000-4000-8000-000000000b02', '00000000-0000-4000-8000-0000000000bb', '00000000-0000-4000-8000-000000000b01', 'SB');

do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-00000000000a","session_id":"00000000-0000-4000-8000-0000000000a1","role":"authenticated"}'); end $$;

select is(current_user::text, 'authenticated', 'enter makes the transaction the person');
select results_eq('select name from orgs', array['A'], 'sees the own organisation');
select results_eq('select name from projects', array['PA'], 'sees the own projects');
select results_eq('select facility from sites', array['SA'], 'sees the own sites');
select results_eq('select email from profiles', array['a@tenancy.test'], 'sees no people but colleagues');
select is_empty($$ select from activity where org_id <> '00000000-0000-4000-8000-0000000000aa' $$, 'sees no activity of others');
select isnt_empty('select from activity', 'sees the own activity');
select is_empty($$ update sites set facility = 'x' where id = '00000000-0000-4000-8000-000000000b02' returning 1 $$, 'updates no row of others');
select is_empty($$ delete from projects where id = '00000000-0000-4000-8000-000000000b01' returning 1 $$, 'deletes no row of others');
select isnt_empty($$ update sites set facility = 'SA2' where id = '00000000-0000-4000-8000-000000000a02' returning 1 $$, 'updates an own row');
select throws_ok($$ insert into projects (org_id, name) values ('00000000-0000-4000-8000-0000000000bb', 'x') $$,
  '42501', null, 'begins no project elsewhere');
select throws_ok($$ insert into sites (org_id, project_id) values ('00000000-0000-4000-8000-0000000000bb', '00000000-0000-4000-8000-000000000b01') $$,
  '42501', null, 'inserts nothing into a project elsewhere');
select throws_ok($$ insert into sites (org_id, project_id) values ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-000000000b01') $$,
  '23503', null, 'an org_id that lies about the project is refused');
select throws_ok($$ insert into contacts (org_id, project_id, kind, site_id) values ('00000000-0000-4000-8000-0000000000aa',
  '00000000-0000-4000-8000-000000000a01', 'SITE', '00000000-0000-4000-8000-000000000b02') $$,
  '23503', null, 'a child cannot hang on a parent elsewhere');
select throws_ok($$ update sites set org_id = '00000000-0000-4000-8000-0000000000bb', project_id = '00000000-0000-4000-8000-000000000b01' $$,
  'PT422', null, 'rows do not move to another organisation');
select throws_ok($$ insert into org_members (org_id, user_id, role) values ('00000000-0000-4000-8000-0000000000bb', '00000000-0000-4000-8000-00000000000a', 'member') $$,
  '42501', null, 'joins no organisation by itself');
select throws_ok($$ select verify_activity('00000000-0000-4000-8000-0000000000bb') $$, 'PT404', null, 'verifies no chain of others');
select is(project_page('00000000-0000-4000-8000-000000000b01'), null, 'opens no page of others');
select is(my_permissions('00000000-0000-4000-8000-000000000b01'), null, 'learns no permission on others');
select lives_ok($$ insert into projects (org_id, name, nct_id) values ('00000000-0000-4000-8000-0000000000aa', 'x', 'NCT00000002') $$,
  'begins a project at home');

reset role;
do $$ begin perform set_config('request.jwt.claims', '', true), set_config('role', 'authenticated', true); end $$;
select is((select count(*)::int from orgs) + (select count(*)::int from projects) + (select count(*)::int from sites)
  + (select count(*)::int from activity) + (select count(*)::int from profiles), 0, 'without claims there is nothing');

select * from finish();
rollback;
