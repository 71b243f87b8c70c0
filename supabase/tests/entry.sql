-- The door: sessions, permissions, rates, answers kept for a repeated key.
begin;
create extension if not exists pgtap with schema extensions;
set search_path = public, extensions;
select plan(38);

insert into auth.users (id, email, raw_user_meta_data) values
  ('00000000-0000-4000-8000-00000000000a', 'a@entry.test', '{"name": " Ann "}'),
  ('00000000-0000-4000-8000-00000000000b', 'b@entry.test', null);
insert into auth.sessions (id, user_id, not_after) values
  ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-00000000000a', null),
  ('00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-00000000000a', now() - interval '1 second'),
  ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-00000000000b', null);
insert into orgs (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'A'), ('00000000-0000-4000-8000-0000000000bb', 'B');
insert into org_members (org_id, user_id, role) values
  ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000a', 'member'),
  ('00000000-0000-4000-8000-0000000000bb', '00000000-0000-4000-8000-00000000000b', 'owner');
insert into projects (id, org_id, name) values
  ('00000000-0000-4000-8000-00000000000f', '00000000-0000-4000-8000-0000000000aa', 'P'),
  ('00000000-0000-4000-8000-0000000000ff', '00000000-0000-4000-8000-0000000000aa', 'Q');
insert into project_members (org_id, project_id, user_id, role) values
  ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000f', '00000000-0000-4000-8000-00000000000a', 'cra');

create function pg_temp.enter(person text, session text, resource text default null, verb text default null,
  project uuid default null, org uuid default null, kind text default 'human', behalf uuid default null, reason text default null
) returns text language plpgsql as $$
begin
  perform private.enter(jsonb_build_object('sub', '00000000-0000-4000-8000-0000000000' || person,
    'session_id', '00000000-0000-4000-8000-0000000000' || session, 'role', 'authenticated'),
    reason, resource, verb, project, org, kind, behalf, null);
  raise exception using errcode = 'P0001', message = current_user || ' ' || auth.uid();
exception when others then
  return case sqlstate when 'P0001' then sqlerrm else sqlstate end;
end $$;

select is(pg_temp.enter('0a', 'a1'), 'authenticated 00000000-0000-4000-8000-00000000000a', 'a live session enters');
select set_config('request.jwt.claim.sub', '00000000-0000-4000-8000-00000000000b', true);
select is(pg_temp.enter('0a', 'a1'), 'authenticated 00000000-0000-4000-8000-00000000000a', 'whoever was named on the connection before');
select set_config('request.jwt.claim.sub', '', true);
select is(pg_temp.enter('0a', 'a2'), 'PT401', 'one that is over does not');
select is(pg_temp.enter('0a', 'a3'), 'PT401', 'nor one that is gone');
select is(pg_temp.enter('0a', 'b1'), 'PT401', 'nor that of somebody else');
select is(pg_temp.enter('xx', 'a1'), 'PT401', 'nor a name that is no id');
select throws_ok($$ select private.enter('{"sub":"00000000-0000-4000-8000-00000000000a","session_id":"00000000-0000-4000-8000-0000000000a1","role":"service_role"}') $$,
  'PT401', null, 'nor another role');
select throws_ok($$ select private.enter(null) $$, 'PT401', null, 'nor no claims');
select is(pg_temp.enter('0a', 'a1', 'site', 'select', '00000000-0000-4000-8000-00000000000f'),
  'authenticated 00000000-0000-4000-8000-00000000000a', 'a role may read');
select is(pg_temp.enter('0a', 'a1', 'site', 'insert', '00000000-0000-4000-8000-00000000000f'),
  'authenticated 00000000-0000-4000-8000-00000000000a', 'and write what it has');
select is(pg_temp.enter('0a', 'a1', 'site', 'delete', '00000000-0000-4000-8000-00000000000f'), 'PT403', 'but no more');
select is(pg_temp.enter('0a', 'a1', 'site', 'select', '00000000-0000-4000-8000-0000000000ff'), 'PT404', 'a project without membership is not there');
select is(pg_temp.enter('0b', 'b1', 'site', 'select', '00000000-0000-4000-8000-00000000000f'), 'PT404', 'nor one of another organisation');
select is(pg_temp.enter('0a', 'a1', 'site', 'select', gen_random_uuid()), 'PT404', 'nor one that never was');
select is(pg_temp.enter('0a', 'a1', null, null, '00000000-0000-4000-8000-0000000000ff'), 'PT404', 'also when nothing is asked for');
select is(pg_temp.enter('0a', 'a1', 'project', 'insert', null, '00000000-0000-4000-8000-0000000000aa'),
  'authenticated 00000000-0000-4000-8000-00000000000a', 'a member begins projects');
select is(pg_temp.enter('0a', 'a1', 'member', 'insert', null, '00000000-0000-4000-8000-0000000000aa'), 'PT403', 'but adds no members');
select is(pg_temp.enter('0a', 'a1', 'member', 'select', null, '00000000-0000-4000-8000-0000000000bb'), 'PT404', 'another organisation is not there');
select is(pg_temp.enter('0a', 'a1', 'project', 'select'), 'authenticated 00000000-0000-4000-8000-00000000000a', 'lists are left to the policies');
select is(pg_temp.enter('0a', 'a1', 'owner', 'insert'), 'PT403', 'a verb that one has nowhere is refused');
select is(pg_temp.enter('0a', 'a1', kind => 'agent', behalf => '00000000-0000-4000-8000-00000000000a'),
  'authenticated 00000000-0000-4000-8000-00000000000a', 'an agent acts for its person');
select is(pg_temp.enter('0a', 'a1', kind => 'agent', behalf => '00000000-0000-4000-8000-00000000000b'), 'PT403', 'and for nobody else');
select is(pg_temp.enter('0a', 'a1', kind => 'system'), 'PT403', 'nobody enters as the system');
select is(pg_temp.enter('0a', 'a1', reason => repeat('x', 2001)), 'PT422', 'a reason has an end');
update auth.users set banned_until = now() + interval '1 hour' where id = '00000000-0000-4000-8000-00000000000a';
select is(pg_temp.enter('0a', 'a1'), 'PT401', 'who is banned does not enter');
update auth.users set banned_until = now() - interval '1 hour' where id = '00000000-0000-4000-8000-00000000000a';
select is(pg_temp.enter('0a', 'a1'), 'authenticated 00000000-0000-4000-8000-00000000000a', 'until the ban is over');

-- The login role of the app can do nothing but enter, and become nobody but a signed-in person.
select ok(pg_has_role('clinops_app', 'authenticated', 'member'), 'the login role may become authenticated');
select is_empty($$ select rolname from pg_roles where rolname not in ('clinops_app', 'authenticated')
  and pg_has_role('clinops_app', oid, 'member') $$, 'and nobody else');
select ok(not has_function_privilege('clinops_app', 'private.my_orgs()', 'execute'), 'it asks nothing by itself');
create temporary table entered (who text);
grant insert on entered to clinops_app;
set local role clinops_app;
insert into entered select pg_temp.enter('0b', 'b1', 'project', 'insert', null, '00000000-0000-4000-8000-0000000000bb');
reset role;
select results_eq('select who from entered', array['authenticated 00000000-0000-4000-8000-00000000000b'], 'it enters');

select results_eq($$ select private.take_rate('entry.test', 2, 60) from generate_series(1, 4) $$, array[0, 0, 60, 60], 'tries over the rate wait');
update private.rate_limits set ends_at = now() where bucket = 'entry.test';
select is(private.take_rate('entry.test', 2, 60), 0, 'until the window is over');

select results_eq($$ select name from profiles where email like '%@entry.test' order by email $$, array['Ann', 'b'], 'people have names');
update auth.users set raw_user_meta_data = '{"name": "Anna"}' where email = 'a@entry.test';
select results_eq($$ select name from profiles where email = 'a@entry.test' $$, array['Anna'], 'which follow the account');
delete from auth.users where email = 'a@entry.test';
select results_eq($$ select name, email from profiles where id = '00000000-0000-4000-8000-00000000000a' $$,
  $$ values ('Anna', null::text) $$, 'and outlive it');

do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-00000000000b","session_id":"00000000-0000-4000-8000-0000000000b1","role":"authenticated"}'); end $$;
select lives_ok($$ insert into idempotency_keys (key, method, path, request_hash) values ('k', 'POST', '/x', 'h') $$, 'a key is kept for its person');
select throws_ok($$ insert into idempotency_keys (user_id, key, method, path, request_hash)
  values ('00000000-0000-4000-8000-00000000000a', 'k', 'POST', '/x', 'h') $$, '42501', null, 'and for nobody else');
select throws_ok($$ select create_organization('  ') $$, 'PT422', null, 'an organisation has a name');

select * from finish();
rollback;
