-- What roles may, beyond the generated matrix: owners, restricted rows, reasons, the last owner.
begin;
create extension if not exists pgtap with schema extensions;
set search_path = public, extensions;
select plan(37);

insert into auth.users (id, email)
select format('00000000-0000-4000-8000-0000000000%s', n)::uuid, n || '@roles.test'
from unnest(array['01', '02', '03', '04', '05']) n;
insert into auth.sessions (id, user_id) select id, id from auth.users where email like '%@roles.test';
insert into orgs (id, name) values ('00000000-0000-4000-8000-0000000000aa', 'A');
-- 01 owner, 02 admin, 03 member and manager, 04 member and unblinded coordinator, 05 auditor
insert into org_members (org_id, user_id, role) values
  ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-000000000001', 'owner'),
  ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-000000000002', 'admin'),
  ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-000000000003', 'member'),
  ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-000000000004', 'member'),
  ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-000000000005', 'member');
insert into projects (id, org_id, name) values
  ('00000000-0000-4000-8000-00000000000f', '00000000-0000-4000-8000-0000000000aa', 'P');
select set_config('clinops.reason', 'set-up of the test', true);
insert into project_members (org_id, project_id, user_id, role, unblinded) values
  ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000f', '00000000-0000-4000-8000-000000000003', 'manager', false),
  ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000f', '00000000-0000-4000-8000-000000000004', 'coordinator', true),
  ('00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000f', '00000000-0000-4000-8000-000000000005', 'auditor', false);
insert into arms (id, org_id, project_id, label, restricted) values
  ('00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000f', 'open', false),
  ('00000000-0000-4000-8000-0000000000e2', '00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000f', 'secret', true);
insert into interventions (id, org_id, project_id, name) values
  ('00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000f', 'drug');
insert into arm_interventions (org_id, project_id, arm_id, intervention_id, restricted) values ('00000000-0000-4000-8000-0000000000aa',
  '00000000-0000-4000-8000-00000000000f', '00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-0000000000c1', true);
insert into milestones (id, org_id, project_id, key, title, kind, state) values
  ('00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000f', 'fpi', 'FPI', 'enrollment', 'confirmed'),
  ('00000000-0000-4000-8000-0000000000d2', '00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000f', 'lpi', 'LPI', 'enrollment', 'unconfirmed');

-- The manager, not cleared.
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-000000000003","session_id":"00000000-0000-4000-8000-000000000003","role":"authenticated"}'); end $$;
select results_eq('select label from arms', array['open'], 'who is not cleared sees no restricted row');
select is_empty($$ select from activity where restricted $$, 'nor its activity');
select isnt_empty($$ select from activity where entity = 'arms' $$, 'but that of others');
select is_empty($$ update arms set restricted = false where id = '00000000-0000-4000-8000-0000000000e2' returning 1 $$, 'nor frees it');
select is_empty($$ delete from arms where id = '00000000-0000-4000-8000-0000000000e2' returning 1 $$, 'nor deletes it');
select throws_ok($$ delete from arms where label = 'open' $$, 'PT403', null, 'nor by way of what it hangs on');
select throws_ok($$ do $x$ begin perform set_config('clinops.reason', 'closed', true); delete from projects;
  raise exception using errcode = 'P0001', message = 'gone'; end $x$ $$, 'P0001', 'gone', 'but a project goes as a whole, where the role allows it');
select throws_ok($$ insert into arms (id, org_id, project_id, label) values ('00000000-0000-4000-8000-0000000000e2',
  '00000000-0000-4000-8000-0000000000aa', '00000000-0000-4000-8000-00000000000f', 'x')
  on conflict (id) do update set label = 'x', restricted = false $$, '42501', null, 'nor overwrites it');
select throws_ok($$ update arms set restricted = true where id = '00000000-0000-4000-8000-0000000000e1' $$,
  '42501', null, 'nor restricts what would be out of reach');
select is(jsonb_array_length(project_page('00000000-0000-4000-8000-00000000000f') -> 'arms'), 1, 'the page leaves it out');
select throws_ok($$ update milestones set title = 'x' where id = '00000000-0000-4000-8000-0000000000d1' $$,
  'PT422', 'Cannot update a confirmed milestone without a reason', 'a confirmed milestone changes with a reason only');
select throws_ok($$ delete from milestones where id = '00000000-0000-4000-8000-0000000000d1' $$,
  'PT422', null, 'and is deleted with a reason only');
select lives_ok($$ update milestones set title = title where id = '00000000-0000-4000-8000-0000000000d1' $$, 'no change needs no reason');
select lives_ok($$ update milestones set state = 'confirmed' where id = '00000000-0000-4000-8000-0000000000d2' $$, 'nor does confirming');
select throws_ok($$ update project_members set role = 'viewer' where user_id = '00000000-0000-4000-8000-000000000004' $$,
  'PT422', null, 'a role changes with a reason only');
do $$ begin perform set_config('clinops.reason', E' \t\n\u00a0\u2003\u200b\u2060\u3164\ufeff', true); end $$;
select throws_ok($$ update project_members set role = 'viewer' where user_id = '00000000-0000-4000-8000-000000000004' $$,
  'PT422', null, 'blanks and what cannot be seen are no reason');
do $$ begin perform set_config('clinops.reason', '‏理由', true); end $$;
select lives_ok($$ update milestones set title = 'y' where id = '00000000-0000-4000-8000-0000000000d1' $$, 'a reason in any script is one');
do $$ begin perform set_config('clinops.reason', '', true); end $$;
select is_empty($$ update org_members set role = 'owner' where user_id = '00000000-0000-4000-8000-000000000003' returning 1 $$, 'a member does not rise');
select throws_ok($$ insert into project_members (org_id, project_id, user_id, role, unblinded) values ('00000000-0000-4000-8000-0000000000aa',
  '00000000-0000-4000-8000-00000000000f', '00000000-0000-4000-8000-000000000002', 'viewer', true) $$, 'PT422', null, 'nobody is unblinded without a reason');
select throws_ok($$ insert into project_members (org_id, project_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa',
  '00000000-0000-4000-8000-00000000000f', '00000000-0000-4000-8000-000000000002', 'auditor') $$, 'PT422', null, 'nor by way of a role that is cleared');
select throws_ok($$ insert into project_members (org_id, project_id, user_id, role) values ('00000000-0000-4000-8000-0000000000aa',
  '00000000-0000-4000-8000-00000000000f', gen_random_uuid(), 'viewer') $$, '23503', null, 'members of a project are in its organisation');

-- The same manager with a reason.
reset role;
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-000000000003","session_id":"00000000-0000-4000-8000-000000000003","role":"authenticated"}', 'amendment 2'); end $$;
select lives_ok($$ update milestones set title = 'First in' where id = '00000000-0000-4000-8000-0000000000d1' $$, 'with a reason it goes');
select results_eq($$ select reason from activity where entity = 'milestones' and action = 'update' order by seq desc limit 1 $$,
  array['amendment 2'], 'and the reason stands in the trail');
select lives_ok($$ update project_members set role = 'data' where user_id = '00000000-0000-4000-8000-000000000004' $$, 'as for a role');

-- The unblinded one.
reset role;
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-000000000004","session_id":"00000000-0000-4000-8000-000000000004","role":"authenticated"}'); end $$;
select results_eq('select label from arms order by label', array['open', 'secret'], 'the cleared see restricted rows');
select isnt_empty($$ select from activity where restricted $$, 'and their activity');
select isnt_empty($$ update arms set description = 'x' where id = '00000000-0000-4000-8000-0000000000e2' returning 1 $$, 'and change them as their role allows');

-- The auditor.
reset role;
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-000000000005","session_id":"00000000-0000-4000-8000-000000000005","role":"authenticated"}'); end $$;
select results_eq('select count(*)::int from arms', array[2], 'an auditor sees everything');
select is_empty($$ update arms set description = 'y' returning 1 $$, 'and changes nothing');

-- The owner: everything, but unblinded material.
reset role;
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-000000000001","session_id":"00000000-0000-4000-8000-000000000001","role":"authenticated"}', 'r'); end $$;
select results_eq('select label from arms', array['open'], 'an owner is not cleared by office');

-- The administrator and owners.
reset role;
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-000000000002","session_id":"00000000-0000-4000-8000-000000000002","role":"authenticated"}', 'r'); end $$;
select is_empty($$ update org_members set role = 'member' where role = 'owner' returning 1 $$, 'an administrator does not touch owners');
select throws_ok($$ update org_members set role = 'owner' where user_id = '00000000-0000-4000-8000-000000000002' $$, 'PT403', null, 'nor becomes one');
select isnt_empty($$ update org_members set role = 'admin' where user_id = '00000000-0000-4000-8000-000000000003' returning 1 $$, 'but makes administrators');
select throws_ok('delete from orgs', '42501', null, 'nobody deletes an organisation');

-- The last owner.
reset role;
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-000000000001","session_id":"00000000-0000-4000-8000-000000000001","role":"authenticated"}', 'r'); end $$;
select throws_ok($$ do $x$ begin update org_members set role = 'admin' where role = 'owner'; set constraints all immediate; end $x$ $$,
  'PT409', 'Cannot remove the last owner of an organisation', 'the last owner stays');
select throws_ok($$ do $x$ begin delete from org_members where role = 'owner'; set constraints all immediate; end $x$ $$,
  'PT409', null, 'and is not removed');
select lives_ok($$ do $x$ begin update org_members set role = 'owner' where user_id = '00000000-0000-4000-8000-000000000002';
  update org_members set role = 'member' where user_id = '00000000-0000-4000-8000-000000000001'; set constraints all immediate; end $x$ $$,
  'an owner hands over');

select * from finish();
rollback;
