-- The hook of access tokens: whom it serves, what it adds, and that what it adds opens nothing.
begin;
create extension if not exists pgtap with schema extensions;
set search_path = public, extensions;
select plan(12);

insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-0000000000f1', '1@hook.test'), ('00000000-0000-4000-8000-0000000000f2', '2@hook.test');
insert into auth.sessions (id, user_id) select id, id from auth.users where email like '%@hook.test';
insert into orgs (id, name) select format('00000000-0000-4000-8000-0000000f00%s', lpad(n::text, 2, '0'))::uuid, 'Org ' || n
from generate_series(1, 12) n;
insert into org_members (org_id, user_id, role)
select id, '00000000-0000-4000-8000-0000000000f1', 'owner' from orgs where name ~ '^Org \d+$' and id::text like '%0000000f00%';

select ok(has_function_privilege('supabase_auth_admin', 'custom_access_token_hook(jsonb)', 'execute'), 'Auth may call it');
select ok(not has_function_privilege(role, 'custom_access_token_hook(jsonb)', 'execute'), role || ' may not')
from unnest(array['anon', 'authenticated', 'service_role', 'clinops_app', 'clinops_jobs']) role;

create function pg_temp.hooked(event jsonb) returns jsonb language sql as $$ select custom_access_token_hook(event) $$;
select is(
  (select count(*)::int from jsonb_object_keys(
    pg_temp.hooked('{"user_id":"00000000-0000-4000-8000-0000000000f1","claims":{}}') #> '{claims,app_metadata,organizations}')),
  10, 'ten organisations at most: tokens travel in headers');
select is(
  pg_temp.hooked('{"user_id":"00000000-0000-4000-8000-0000000000f2","claims":{"sub":"x","app_metadata":{"provider":"email"}}}'),
  '{"claims":{"sub":"x","app_metadata":{"provider":"email","organizations":{}}}}'::jsonb, 'the rest is left as it is');
select is(
  pg_temp.hooked('{"user_id":"00000000-0000-4000-8000-0000000000f2","claims":{"app_metadata":null}}') #> '{claims,app_metadata}',
  '{"organizations":{}}'::jsonb, 'metadata that is none becomes some');
select is(
  pg_temp.hooked('{"claims":{"app_metadata":{"organizations":{"forged":"owner"}}}}') #> '{claims,app_metadata,organizations}',
  '{}'::jsonb, 'what was there before does not pass for a role');

-- Somebody whose token says that they own an organisation, and who does not.
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-0000000000f2","session_id":"00000000-0000-4000-8000-0000000000f2",
  "role":"authenticated","app_metadata":{"organizations":{"00000000-0000-4000-8000-0000000f0001":"owner"}}}'); end $$;
select is_empty($$ select from orgs where name ~ '^Org ' $$, 'sees nothing of it');
select is_empty($$ update orgs set name = 'Mine' where name ~ '^Org ' returning 1 $$, 'and changes nothing');

select * from finish();
rollback;
