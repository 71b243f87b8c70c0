-- The audit trail: written with each change, never changed itself, and telling when it was.
begin;
create extension if not exists pgtap with schema extensions;
set search_path = public, extensions;
-- The widgets of a new study are entries of their own.
alter table public.projects disable trigger z_default_widgets;
select plan(43);

insert into auth.users (id, email, raw_user_meta_data) values
  ('00000000-0000-4000-8000-00000000000a', 'a@activity.test', '{"name": "Ann"}');
insert into auth.sessions (id, user_id) values ('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-00000000000a');
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-00000000000a","session_id":"00000000-0000-4000-8000-0000000000a1","role":"authenticated"}', 'why not'); end $$;
create temporary table made as select create_organization('A') as org;
insert into projects (id, org_id, name) select '00000000-0000-4000-8000-00000000000f', org, 'P' from made;
insert into sites (org_id, project_id, facility, ordinal)
select org, '00000000-0000-4000-8000-00000000000f', 'S' || n, n from made, generate_series(1, 5) n;
create temporary view trail as select a.* from public.activity a join made on made.org = a.org_id;

select results_eq('select seq from trail order by seq', 'select generate_series(1::bigint, 9)', 'numbers have no gaps');
select set_eq('select entity from trail', array['orgs', 'org_members', 'projects', 'project_members', 'sites'], 'everything is in it');
select is_empty($$ select from trail where actor <> '00000000-0000-4000-8000-00000000000a' or actor_name <> 'Ann'
  or actor_kind <> 'human' or reason <> 'why not' $$, 'with who and why');
select results_eq($$ select after ->> 'facility' from trail where entity = 'sites' order by seq limit 1 $$, array['S1'], 'an insert keeps the row');
update sites set city = 'Rome' where ordinal = 1;
select results_eq($$ select before, after - 'field_sources' from trail order by seq desc limit 1 $$,
  $$ values ('{"city": null, "row_version": 1, "field_sources": {}}'::jsonb, '{"city": "Rome", "row_version": 2}'::jsonb) $$,
  'an update keeps what changed');
do $$ begin perform set_config('clinops.reason', E'\t\u00a0\u200b because \u3164\n', true); end $$;
select is((select max(seq) from trail), 10::bigint, 'a setting alone is no entry');
update sites set city = city;
select is((select max(seq) from trail), 10::bigint, 'what changes nothing leaves no entry');
select throws_ok($$ do $x$ declare found text; begin
    perform set_config('extra_float_digits', '-15', true);
    update sites set lat = 48.85 where ordinal = 2;
    update sites set lat = 48.86 where ordinal = 2;
    select string_agg(a.after::text || a.reason, ' ' order by a.seq) into found from (
      select seq, after - 'field_sources' as after, reason from trail order by seq desc limit 2) a;
    raise exception using errcode = 'P0001', message = found;
  end $x$ $$, 'P0001', '{"lat": 48.85, "row_version": 2}because {"lat": 48.86, "row_version": 3}because',
  'a caller who has numbers rounded hides no change; a reason is what can be read of it');
do $$ begin perform set_config('clinops.reason', 'why not', true); end $$;
delete from sites where ordinal = 5;
select results_eq($$ select before ->> 'facility', after from trail order by seq desc limit 1 $$, $$ values ('S5', null::jsonb) $$, 'a delete keeps the row');
update sites set state = 'x' where false;
select is((select max(seq) from trail), 11::bigint, 'no row, no entry');
select ok((select (verify_activity(org) ->> 'ok')::boolean from made), 'the chain holds');
select is((select (verify_activity(org) ->> 'length')::int from made), 11, 'all of it');
do $$ begin perform set_config('clinops.actor_kind', 'system', true); end $$;
update sites set city = 'Oslo' where ordinal = 1;
select is((select actor_kind from trail order by seq desc limit 1), 'human', 'a person cannot pass for the system');
do $$ begin perform set_config('clinops.actor_kind', 'agent', true); end $$;
select throws_ok($$ update sites set city = 'Bern' where ordinal = 1 $$, 'PT403', null, 'an agent changes nothing by itself');
reset role;
insert into private.agent_writes (tbl, verbs) values ('sites', '{update}');
set role authenticated;
update sites set city = 'Bern' where ordinal = 1;
select results_eq('select actor_kind, on_behalf_of from trail order by seq desc limit 1',
  $$ values ('agent', '00000000-0000-4000-8000-00000000000a'::uuid) $$, 'an agent acts for its person');

select throws_ok('insert into activity select * from activity', '42501', null, 'people write nothing into it');
select throws_ok($$ update activity set reason = 'x' $$, '42501', null, 'nor change it');
select throws_ok('delete from activity', '42501', null, 'nor delete it');
reset role;
select throws_ok('insert into activity select * from activity', 'PT403', null, 'its owner writes nothing into it');
select throws_ok($$ update activity set reason = 'x' $$, 'PT403', null, 'nor changes it');
select throws_ok('update activity set reason = reason where false', 'PT403', null, 'not even nothing');
select throws_ok('delete from activity', 'PT403', null, 'nor deletes it');
select throws_ok('truncate activity', 'PT403', null, 'nor empties it');
select throws_ok('update private.chain_heads set seq = 0', 'PT403', null, 'nor moves a head');
select throws_ok('delete from private.chain_heads', 'PT403', null, 'nor deletes one');
set constraints all immediate;
select throws_ok('truncate sites cascade', 'PT403', null, 'nor empties a table past it');
select ok((select (verify_activity(org) ->> 'ok')::boolean from made), 'the chain still holds');

-- Somebody with the whole database switches the guards off.
create temporary table head as select h.* from private.chain_heads h join made on made.org = h.org_id;
alter table activity disable trigger user;
alter table private.chain_heads disable trigger user;
create function pg_temp.broken_at() returns bigint language sql as
  $$ select (verify_activity(org) ->> 'brokenAt')::bigint from made $$;
create function pg_temp.tampered(change text) returns bigint language plpgsql as $$
declare found bigint;
begin
  execute change;
  found := pg_temp.broken_at();
  raise exception using errcode = 'P0001', message = coalesce(found::text, '<NULL>');
exception when sqlstate 'P0001' then
  return nullif(sqlerrm, '<NULL>')::bigint;
end $$;
select is(pg_temp.tampered($$ update activity set reason = 'better' where seq = 7 and org_id = (select org from made) $$), 7::bigint, 'an altered reason is found');
select is(pg_temp.tampered($$ update activity set after = after || '{"facility": "x"}' where seq = 5 and org_id = (select org from made) $$), 5::bigint, 'an altered value');
select is(pg_temp.tampered($$ update activity set at = at - interval '1 day' where seq = 4 and org_id = (select org from made) $$), 4::bigint, 'an altered moment');
select is(pg_temp.tampered($$ update activity set at = at - interval '4051 years' where seq = 4 and org_id = (select org from made) $$), 4::bigint, 'the same moment before our era');
select is(pg_temp.tampered($$ update activity set before = 'null' where seq = 5 and before is null and org_id = (select org from made) $$), 5::bigint, 'a null in place of nothing');
select is(pg_temp.tampered($$ alter table activity alter hash drop not null, alter prev_hash drop not null;
  update activity set reason = 'better', hash = null, prev_hash = null where seq = 7 and org_id = (select org from made) $$), 7::bigint, 'an entry without its hashes');
select is(pg_temp.tampered($$ update activity set restricted = not restricted where seq = 6 and org_id = (select org from made) $$), 6::bigint, 'what was hidden, shown');
select is(pg_temp.tampered($$ update activity set actor = null where seq = 3 and org_id = (select org from made) $$), 3::bigint, 'an altered actor');
select is(pg_temp.tampered($$ delete from activity where seq = 6 and org_id = (select org from made) $$), 6::bigint, 'a gap');
select is(pg_temp.tampered($$ delete from activity where seq > 11 and org_id = (select org from made) $$), 12::bigint, 'a tail cut off');
select is(pg_temp.tampered($$ delete from activity where org_id = (select org from made) $$), 1::bigint, 'all of it gone');

-- With the head moved along, only a copy kept elsewhere tells.
delete from activity where seq > 11 and org_id = (select org from made);
update private.chain_heads h set seq = 11, hash = a.hash from activity a, made where h.org_id = org and a.org_id = org and a.seq = 11;
select is(pg_temp.broken_at(), null, 'a tail cut off with its head is not seen from inside');
select is((select verify_activity(org, head.seq, head.hash) ->> 'brokenAt' from made, head), '12', 'but against the head kept outside');
select is((select verify_activity(org, 11, (select hash from activity where org_id = org and seq = 11)) ->> 'ok' from made), 'true', 'an older head of the same chain fits');
select is((select verify_activity(org, 11, repeat('0', 64)) ->> 'brokenAt' from made), '11', 'a chain written anew does not');

-- Whatever the session's time zone.
set timezone = 'Asia/Kolkata';
select is(pg_temp.broken_at(), null, 'the chain does not depend on the time zone');
reset timezone;

alter table activity enable trigger user;
alter table private.chain_heads enable trigger user;
select * from finish();
rollback;
