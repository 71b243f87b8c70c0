-- What pages read in one statement.
begin;
create extension if not exists pgtap with schema extensions;
set search_path = public, extensions;
select plan(26);

insert into auth.users (id, email, raw_user_meta_data) values
  ('00000000-0000-4000-8000-00000000000a', 'a@reading.test', '{"name": "Ann"}'),
  ('00000000-0000-4000-8000-00000000000b', 'b@reading.test', '{"name": "Ben"}');
insert into auth.sessions (id, user_id) select id, id from auth.users where email like '%@reading.test';
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-00000000000a","session_id":"00000000-0000-4000-8000-00000000000a","role":"authenticated"}', 'r'); end $$;
create temporary table made as select create_organization('A') as org;
grant select on made to authenticated;
reset role;
insert into org_members (org_id, user_id, role) select org, '00000000-0000-4000-8000-00000000000b', 'member' from made;
set local role authenticated;

insert into projects (id, org_id, name, status, sponsor, conditions, nct_id)
select format('00000000-0000-4000-8000-0000000000%s', n)::uuid, org, 'Study ' || n,
  case when n::int % 2 = 0 then 'RECRUITING' else 'COMPLETED' end, '100% sure_', '{asthma}', 'NCT000000' || n
from made, unnest(array['11', '12', '13', '14', '15']) n;
insert into sites (org_id, project_id, facility, country, status, ordinal)
select org, '00000000-0000-4000-8000-000000000011', 'S' || n, case when n < 4 then 'Spain' else 'Peru' end, 'RECRUITING', n
from made, generate_series(1, 5) n;
insert into arms (id, org_id, project_id, label, ordinal)
select '00000000-0000-4000-8000-0000000000e1', org, '00000000-0000-4000-8000-000000000011', 'Active', 0 from made;
insert into interventions (id, org_id, project_id, name, ordinal)
select '00000000-0000-4000-8000-0000000000e2', org, '00000000-0000-4000-8000-000000000011', 'Drug', 0 from made;
insert into arm_interventions (org_id, project_id, arm_id, intervention_id)
select org, '00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-0000000000e1', '00000000-0000-4000-8000-0000000000e2' from made;
insert into study_dates (org_id, project_id, kind, value, certainty)
select org, '00000000-0000-4000-8000-000000000011', 'START', '2024-02', 'ESTIMATED' from made;
insert into milestones (org_id, project_id, key, title, kind, planned_text, basis)
select org, '00000000-0000-4000-8000-000000000011', 'fpi', 'First in', 'enrollment', '2024-02', 'START' from made;

create temporary table page as select project_page('00000000-0000-4000-8000-000000000011', 2) as doc;
select is((select doc ->> 'name' from page), 'Study 11', 'a page has its project');
select is((select jsonb_array_length(doc -> 'sites') from page), 2, 'as many sites as asked for');
select is((select doc #>> '{sites,0,facility}' from page), 'S1', 'in order');
select is((select doc -> 'siteCount' from page), '5', 'all of them counted');
select is((select doc -> 'countries' from page), '[{"sites": 3, "country": "Spain"}, {"sites": 2, "country": "Peru"}]', 'by country');
select is((select doc #> '{arms,0,interventions}' from page), '["Drug"]', 'arms with their interventions');
select is((select doc #> '{interventions,0,arms}' from page), '["Active"]', 'interventions with their arms');
select is((select doc -> 'startDate' from page), '{"type": "ESTIMATED", "value": "2024-02", "precision": "month"}', 'dates with precision');
select is((select doc #>> '{milestones,0,planned,value}' from page), '2024-02', 'milestones');
select is((select doc #>> '{lastActivity,actorName}' from page), 'Ann', 'what happened last');
select is((select doc #>> '{permissions,role}' from page), 'manager', 'what the reader may');
select matches((select doc ->> 'createdAt' from page), '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$', 'moments in UTC');
select is(jsonb_array_length(project_page('00000000-0000-4000-8000-000000000011') -> 'sites'), 5, 'all sites, when not limited');

select is(jsonb_array_length(portfolio() -> 'projects'), 5, 'a portfolio has all projects, each once');
select is(jsonb_array_length(portfolio('udy 1') -> 'projects'), 5, 'found by a part of the name');
select is(jsonb_array_length(portfolio('0% sure_') -> 'projects'), 5, 'with no wildcards');
select is(jsonb_array_length(portfolio('%x') -> 'projects'), 0, 'none at all');
select is(jsonb_array_length(portfolio(status => 'COMPLETED') -> 'projects'), 3, 'by status');
update projects set archived_at = now() where name = 'Study 15';
select is(jsonb_array_length(portfolio() -> 'projects'), 4, 'without the archived');
select is(jsonb_array_length(portfolio(archived => true) -> 'projects'), 1, 'or the archived alone');
select is((with recursive pages as (
    select portfolio(page_size => 2, archived => null) as p
    union all select portfolio(page_size => 2, archived => null, cursor => p ->> 'nextCursor') from pages where p ->> 'nextCursor' is not null)
  select count(distinct e ->> 'id') || ' ' || count(*) from pages, jsonb_array_elements(p -> 'projects') e), '5 5', 'page by page');
select throws_ok($$ select portfolio(cursor => 'x') $$, 'PT422', null, 'a cursor is one of ours');

insert into project_members (org_id, project_id, user_id, role)
select org, '00000000-0000-4000-8000-000000000012', '00000000-0000-4000-8000-00000000000b', 'viewer' from made;
reset role;
do $$ begin perform private.enter('{"sub":"00000000-0000-4000-8000-00000000000b","session_id":"00000000-0000-4000-8000-00000000000b","role":"authenticated"}'); end $$;
select is((select string_agg(e ->> 'name', ',') from jsonb_array_elements(portfolio() -> 'projects') e), 'Study 12', 'a member sees the projects joined');
select is(my_permissions('00000000-0000-4000-8000-000000000012') #> '{can,project}', '["select"]', 'with the role''s permissions');
select is(my_permissions() #>> '{organizations,0,role}', 'member', 'and the organisation');
select is(project_page('00000000-0000-4000-8000-000000000011'), null, 'and no other page');

select * from finish();
rollback;
