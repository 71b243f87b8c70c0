-- Why: agents and rules only propose. What is proposed is kept as it was said, against the version of
-- each row that it would change; a person decides once, with rights and second factor of their own; an
-- approval is there only together with the rows that it wrote. And whatever an agent sends, the
-- database takes proposals and texts of it and nothing else.

-- ---- What an agent may write -------------------------------------------------------------------

-- Guarded tables that a transaction of kind agent may write to. Every other refuses it.
create table private.agent_writes (
  tbl name primary key,
  verbs text[] not null default '{insert}'
);
insert into private.agent_writes (tbl, verbs) values
  ('proposals', '{insert}'), ('tab_versions', '{insert}'), ('generation_jobs', '{insert,update}');

-- As before; an agent is refused before a lock is taken. Functions that write in the caller's stead are
-- statements at depth 0 like the caller's own, so they are refused too.
create or replace function private.lock_chain() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  only_org uuid := nullif(current_setting('clinops.org', true), '')::uuid;
begin
  if current_setting('clinops.actor_kind', true) = 'agent' and auth.uid() is not null and not exists (
    select from private.agent_writes w where w.tbl = tg_table_name and lower(tg_op) = any (w.verbs)) then
    raise exception using errcode = 'PT403',
      message = format('Cannot %s %s: an agent only proposes', lower(tg_op), tg_table_name);
  end if;
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

-- ---- What may be proposed ----------------------------------------------------------------------

-- Targets of changes: their table, the right to them, the kind of proposal that has them, and whether
-- a change of one is regulated whatever it says (records that are changed with a reason only).
create table private.proposal_targets (
  target text primary key,
  tbl name not null,
  resource text not null,
  kind text not null,
  regulated boolean not null default false
);
insert into private.proposal_targets (target, tbl, resource, kind, regulated) values
  ('task', 'tasks', 'task', 'propose_task', false),
  ('milestone', 'milestones', 'milestone', 'propose_milestone_change', false),
  ('risk', 'risks', 'risk', 'propose_risk', false),
  ('deviation', 'deviations', 'deviation', 'propose_deviation', true),
  ('capa', 'capas', 'capa', 'propose_capa', true),
  ('document', 'documents', 'document', 'propose_document_request', true),
  ('document_requirement', 'document_requirements', 'document', 'propose_document_request', true),
  ('widget', 'widgets', 'widget', 'propose_widget', false);
insert into private.source_kinds (kind, tbl, label) values
  ('document_requirement', 'document_requirements', 'r.title'), ('kri', 'kris', 'r.title'),
  ('document_use', 'document_uses', 'coalesce(r.note, ''Use of a version'')') on conflict do nothing;

-- Whether it is a list of changes: {op, target, id?, baseVersion?, before?, after}. Fields of after are
-- those of the API's rows and are looked at by the app, in full, when it is proposed and when applied.
create function private.is_change_list(changes jsonb) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select jsonb_typeof(changes) = 'array' and case when jsonb_typeof(changes) = 'array' then
    jsonb_array_length(changes) between 1 and 50 and (
      select coalesce(bool_and(jsonb_typeof(c) = 'object' and jsonb_typeof(c -> 'after') = 'object' and c -> 'after' <> '{}'
        and case c ->> 'op'
          when 'insert' then not c ? 'id'
          when 'update' then c ->> 'id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
            and jsonb_typeof(c -> 'baseVersion') = 'number' and c ->> 'baseVersion' ~ '^[1-9][0-9]{0,8}$'
          else false end), true)
      from jsonb_array_elements(changes) c)
  else false end
$$;

-- changes and evidence: see above and [{kind, id, label}]. risk, regulated, resources: ours, from what
-- it touches. origin: a rule (its name and what it is about), an agent (its call in the ledger, on
-- behalf of created_by) or a person.
create table public.proposals (
  like private.project_row_template including defaults,
  kind text not null check (kind in ('propose_task', 'propose_milestone_change', 'propose_risk', 'propose_deviation',
    'propose_capa', 'propose_document_request', 'propose_widget', 'propose_change_set')),
  title text not null check (char_length(trim(title)) between 1 and 300),
  rationale text not null check (char_length(trim(rationale)) between 1 and 4000),
  changes jsonb not null check (private.is_change_list(changes) and pg_column_size(changes) <= 200000),
  evidence jsonb not null default '[]' check (jsonb_typeof(evidence) = 'array' and jsonb_array_length(evidence) <= 40),
  origin text not null default 'person' check (origin in ('rule', 'agent', 'person')),
  rule text check (rule ~ '^[a-z][a-z0-9_]{0,62}$'),
  subject_id uuid,
  call_id uuid,
  risk text not null default 'low' check (risk in ('low', 'medium', 'high')),
  regulated boolean not null default false,
  resources text[] not null default '{}',
  expires_at timestamptz not null default now() + interval '30 days',
  primary key (id),
  unique (id, project_id),
  constraint proposals_origin check ((origin = 'rule') = (rule is not null) and (origin = 'rule') = (subject_id is not null)
    and (origin = 'agent') = (call_id is not null)),
  constraint proposals_expires check (expires_at between created_at and created_at + interval '1 year'),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (call_id, project_id) references public.ai_calls (id, project_id) on delete cascade
);
create index proposals_call_idx on public.proposals (call_id, project_id);
create index proposals_rule_idx on public.proposals (project_id, rule, subject_id) where origin = 'rule';

-- What was decided: once, and once more when an approval is undone. edits: what the approver put in
-- place of what was proposed, [{change, after}]. applied: the rows that were written, each with the
-- version that it has since and the fields that it had, [{change, target, id, version, before}];
-- before is null for a row that was made, change is null for one that only moved along.
create table public.proposal_decisions (
  like private.project_row_template including defaults,
  proposal_id uuid not null,
  decision text not null check (decision in ('approve', 'reject', 'withdraw', 'undo')),
  edits jsonb not null default '[]' check (jsonb_typeof(edits) = 'array'),
  reason text check (char_length(reason) <= 2000),
  aal text not null default 'aal1' check (aal in ('aal1', 'aal2')),
  applied jsonb not null default '[]' check (jsonb_typeof(applied) = 'array'),
  primary key (id),
  constraint proposal_decisions_reason check (decision <> 'reject' or char_length(trim(reason)) > 0),
  constraint proposal_decisions_applied check ((decision = 'approve') = (applied <> '[]') and (decision = 'approve' or edits = '[]')),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (proposal_id, project_id) references public.proposals (id, project_id) on delete cascade
);
create index proposal_decisions_proposal_idx on public.proposal_decisions (proposal_id, project_id);
create unique index proposal_decisions_once on public.proposal_decisions (proposal_id) where decision <> 'undo';
create unique index proposal_decisions_undone on public.proposal_decisions (proposal_id) where decision = 'undo';

with rules(scope, roles, resources, verbs) as (values
  ('organization', '{owner,admin}', '{proposal,proposal_decision}', '{select,insert}'),
  ('project', '{manager,coordinator,regulatory,cra,data,finance,site,auditor,viewer}', '{proposal,proposal_decision}', '{select}'),
  ('project', '{manager,coordinator,regulatory,cra,data,finance,site}', '{proposal,proposal_decision}', '{insert}')
)
insert into public.role_permissions (scope, role, resource, verb)
select scope, role, resource, verb
from rules, unnest(roles::text[]) as role, unnest(resources::text[]) as resource, unnest(verbs::text[]) as verb
on conflict do nothing;

call private.protect('public.proposals', 'proposal', '{select,insert}');
call private.protect('public.proposal_decisions', 'proposal_decision', '{select,insert}');

-- A proposal about the budget's rows is for those who may see the budget, and so on.
create policy select_by_rights on public.proposals as restrictive for select to authenticated
  using (cardinality(private.widget_lacks(project_id, org_id, resources)) = 0);

-- What is proposed and what was decided never changes; only whether it is restricted.
create trigger z_keep before update on public.proposals for each row
  when ((old.kind, old.title, old.rationale, old.changes, old.evidence, old.origin, old.rule, old.subject_id, old.call_id,
      old.risk, old.regulated, old.resources, old.expires_at)
    is distinct from (new.kind, new.title, new.rationale, new.changes, new.evidence, new.origin, new.rule, new.subject_id,
      new.call_id, new.risk, new.regulated, new.resources, new.expires_at))
  execute function private.refuse();
create trigger z_keep before update on public.proposal_decisions for each row
  when ((old.proposal_id, old.decision, old.edits, old.reason, old.aal, old.applied)
    is distinct from (new.proposal_id, new.decision, new.edits, new.reason, new.aal, new.applied))
  execute function private.refuse();

-- ---- How a proposal stands ---------------------------------------------------------------------

-- Version of a row that a change is about; null when it is gone, or nothing for the caller.
create function private.target_version(target text, row_id uuid, project uuid) returns integer
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  home name := (select t.tbl from private.proposal_targets t where t.target = target_version.target);
  found record;
begin
  if home is null or not exists (select from public.projects p where p.id = project and private.in_sight(p.id, p.org_id)) then
    return null;
  end if;
  execute format('select r.row_version, r.restricted from public.%I r where r.id = $1 and r.project_id = $2', home)
    into found using row_id, project;
  return case when not found.restricted or private.is_cleared(project) then found.row_version end;
end
$$;

-- Whether a row that the changes are about moved on, or is gone.
create function private.changes_moved(project uuid, changes jsonb) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from jsonb_array_elements(changes) c
    where c ->> 'op' = 'update'
      and private.target_version(c ->> 'target', (c ->> 'id')::uuid, project) is distinct from (c ->> 'baseVersion')::integer)
$$;

-- How proposals of a project stand (ids null: all of them). Expired and stale are found, never stored.
-- now: of each change the version of its row, null where there is none.
create function private.proposal_standing(project uuid, ids uuid[])
returns table (id uuid, state text, decided_at text, decided_by text, decided_reason text, edits jsonb, applied jsonb,
  undone_at text, undone_by text, proposed_by text, expires_at text, now_versions jsonb, undoable boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off as $$
#variable_conflict use_column
begin
  return query
    select p.id,
      case d.decision
        when 'approve' then case when u.id is not null then 'undone' when d.edits <> '[]' then 'approved_as_edited' else 'approved' end
        when 'reject' then 'rejected'
        when 'withdraw' then 'withdrawn'
        else case when p.expires_at <= now() then 'expired'
          when private.changes_moved(p.project_id, p.changes) then 'stale' else 'open' end
      end,
      private.utc(d.created_at), dn.name, d.reason, d.edits, d.applied, private.utc(u.created_at), un.name, pn.name, private.utc(p.expires_at),
      case when d.id is null then (select jsonb_agg(case when c.value ->> 'op' = 'update'
          then private.target_version(c.value ->> 'target', (c.value ->> 'id')::uuid, p.project_id) end order by c.n)
        from jsonb_array_elements(p.changes) with ordinality c(value, n)) end,
      coalesce(d.decision = 'approve' and u.id is null and not exists (select from jsonb_array_elements(d.applied) a
        where private.target_version(a ->> 'target', (a ->> 'id')::uuid, p.project_id)
          is distinct from (a ->> 'version')::integer), false)
    from public.proposals p
    left join public.proposal_decisions d on d.proposal_id = p.id and d.decision <> 'undo'
    left join public.proposal_decisions u on u.proposal_id = p.id and u.decision = 'undo'
    left join public.profiles dn on dn.id = d.created_by
    left join public.profiles un on un.id = u.created_by
    left join public.profiles pn on pn.id = p.created_by
    where p.project_id = proposal_standing.project and (ids is null or p.id = any (ids));
end
$$;

-- ---- What holds --------------------------------------------------------------------------------

-- Whether the session of the caller has shown a second factor: as Auth has it, not as a token says.
create function private.showed_second_factor() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from auth.sessions s
    where s.id = private.my_session() and s.user_id = auth.uid() and s.aal::text <> 'aal1')
$$;

-- What is proposed names rows that are there, in the version they have; from them follow what it needs,
-- how much is at stake and whether it is restricted. An agent says so, with its call in the ledger. A
-- rule has one open proposal for what it is about.
create function private.check_proposal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  agent boolean := auth.uid() is not null and current_setting('clinops.actor_kind', true) = 'agent';
  seen boolean := private.in_sight(new.project_id, new.org_id);
  cleared boolean := private.is_cleared(new.project_id);
  target private.proposal_targets;
  part record;
  found record;
  source record;
  known boolean;
begin
  new.risk := 'low';
  new.regulated := false;
  new.resources := '{}';
  if not private.is_change_list(new.changes) or jsonb_typeof(new.evidence) is distinct from 'array' then
    return new; -- its constraints refuse it
  end if;
  if agent <> (new.origin = 'agent') then
    raise exception using errcode = 'PT422', column = 'origin',
      message = format('Cannot say that it comes of %s: %s proposes', new.origin, case when agent then 'an agent' else 'a person' end);
  end if;
  if agent and not exists (select from public.ai_calls c
    where c.id = new.call_id and c.project_id = new.project_id and c.user_id = auth.uid()) then
    raise exception using errcode = 'PT422', column = 'call_id',
      message = 'Cannot propose: the ledger has no such call of this agent';
  end if;
  for part in select c.value as change, c.n - 1 as n from jsonb_array_elements(new.changes) with ordinality c(value, n) loop
    select t.* into target from private.proposal_targets t where t.target = part.change ->> 'target';
    if target.target is null or new.kind not in (target.kind, 'propose_change_set') then
      raise exception using errcode = 'PT422', column = format('/changes/%s/target', part.n),
        message = format('Cannot be changed by %s', new.kind);
    end if;
    if part.change ->> 'op' = 'update' then
      execute format('select r.row_version, r.restricted, %s as confirmed from public.%I r where r.id = $1 and r.project_id = $2',
        case target.target when 'milestone' then 'r.state = ''confirmed''' else 'false' end, target.tbl)
        into found using (part.change ->> 'id')::uuid, new.project_id;
      if not seen or found.row_version is null or found.restricted and not cleared then
        raise exception using errcode = 'PT422', column = format('/changes/%s/id', part.n),
          message = format('There is no such %s in this study', replace(target.target, '_', ' '));
      end if;
      if found.row_version <> (part.change ->> 'baseVersion')::integer then
        raise exception using errcode = 'PT412', column = format('/changes/%s/baseVersion', part.n),
          message = format('Somebody else changed it: it has version %s, not %s', found.row_version, part.change ->> 'baseVersion');
      end if;
      new.restricted := new.restricted or found.restricted;
      new.regulated := new.regulated or found.confirmed;
    elsif target.target = 'milestone' then
      raise exception using errcode = 'PT422', column = format('/changes/%s/op', part.n),
        message = 'A milestone can only be changed';
    end if;
    new.regulated := new.regulated or target.regulated;
    if target.target in ('milestone', 'risk') or new.kind = 'propose_change_set' then
      new.risk := 'medium';
    end if;
    if not target.resource = any (new.resources) then
      new.resources := new.resources || target.resource;
    end if;
  end loop;
  if new.regulated then
    new.risk := 'high';
  end if;
  for part in select e.value as fact, e.n - 1 as n from jsonb_array_elements(new.evidence) with ordinality e(value, n) loop
    known := false;
    for source in select k.tbl from private.source_kinds k where k.kind = part.fact ->> 'kind' and seen loop
      execute format('select coalesce((to_jsonb(r) ->> ''restricted'')::boolean, false) as restricted
        from public.%I r where r.id = $1 and r.%I = $2',
        source.tbl, case source.tbl when 'projects' then 'id' else 'project_id' end)
        into found using (part.fact ->> 'id')::uuid, new.project_id;
      if found.restricted is not null and (cleared or not found.restricted) then
        known := true;
        new.restricted := new.restricted or found.restricted;
      end if;
    end loop;
    if not known then
      raise exception using errcode = 'PT422', column = format('/evidence/%s', part.n),
        message = 'Cannot rest on this: there is no such record in this study';
    end if;
  end loop;
  if new.origin = 'rule' and exists (select from public.proposals p
    where p.project_id = new.project_id and p.rule = new.rule and p.subject_id = new.subject_id and p.expires_at > now()
      and not exists (select from public.proposal_decisions d where d.proposal_id = p.id)
      and not private.changes_moved(p.project_id, p.changes)) and seen then
    raise exception using errcode = 'PT409', message = 'This rule has an open proposal about it already';
  end if;
  return new;
end
$$;
create trigger y_check before insert on public.proposals for each row execute function private.check_proposal();

-- Who decides is a person with the rights that the changes take; a regulated change takes the second
-- factor. One decides once. What is theirs may be withdrawn by whoever proposed it.
create function private.check_decision() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  proposal public.proposals;
  before public.proposal_decisions;
  lacking text;
  shown boolean := private.showed_second_factor();
begin
  if auth.uid() is not null and current_setting('clinops.actor_kind', true) is distinct from 'human' then
    raise exception using errcode = 'PT403', message = 'Cannot decide: an agent only proposes';
  end if;
  select p.* into proposal from public.proposals p where p.id = new.proposal_id and p.project_id = new.project_id;
  if proposal.id is null or not private.in_sight(new.project_id, new.org_id)
    or proposal.restricted and not private.is_cleared(new.project_id) then
    return new; -- keys and policies refuse it
  end if;
  new.aal := case when shown then 'aal2' else 'aal1' end;
  select d.* into before from public.proposal_decisions d where d.proposal_id = proposal.id and d.decision <> 'undo';
  if new.decision = 'undo' and before.decision is distinct from 'approve' then
    raise exception using errcode = 'PT409', message = 'Cannot undo: it was not approved';
  elsif new.decision <> 'undo' and before.id is not null then
    raise exception using errcode = 'PT409', message = format('Decided already: %s by %s',
      case before.decision when 'approve' then 'approved' when 'reject' then 'rejected' else 'withdrawn' end,
      coalesce((select p.name from public.profiles p where p.id = before.created_by), 'somebody'));
  end if;
  if new.decision = 'approve' and proposal.expires_at <= now() then
    raise exception using errcode = 'PT409', message = 'Cannot approve: it has expired';
  end if;
  if new.decision = 'withdraw' and proposal.created_by is distinct from auth.uid() then
    raise exception using errcode = 'PT403', message = 'Cannot withdraw: only who proposed it may';
  elsif new.decision <> 'withdraw' then
    select string_agg(distinct format('%s %s', c ->> 'op', t.resource), ', ') into lacking
    from jsonb_array_elements(proposal.changes) c join private.proposal_targets t on t.target = c ->> 'target'
    where auth.uid() is not null and not (new.project_id = any (private.my_projects_for(t.resource, c ->> 'op'))
      or new.org_id = any (private.my_orgs_for(t.resource, c ->> 'op')));
    if lacking is not null then
      raise exception using errcode = 'PT403', message = format('Cannot decide: your role does not allow to %s', lacking);
    end if;
  end if;
  if new.decision in ('approve', 'undo') and not shown and (proposal.regulated or exists (
    select from jsonb_array_elements(case new.decision when 'undo' then before.applied else new.applied end) a
    join public.milestones m on a ->> 'target' = 'milestone'
      and m.id = (a ->> 'id')::uuid and m.project_id = new.project_id and m.state = 'confirmed')) then
    raise exception using errcode = 'PT403', column = 'aal',
      message = 'Cannot go on without the second factor: what it changes is regulated';
  end if;
  return new;
end
$$;
create trigger y_check before insert on public.proposal_decisions for each row execute function private.check_decision();
create trigger x_restricted before insert on public.proposal_decisions for each row
  execute function private.inherit_restricted('proposals', 'proposal_id');
create trigger z_restricted after update on public.proposals for each row
  when (old.restricted is distinct from new.restricted) execute function private.pass_restricted('proposal_decisions', 'proposal_id');

-- An approval is there together with what it wrote: every change has its row, written in this very
-- transaction (touch() gives a row the time of the transaction, and only when something changed).
create function private.check_applied() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  part record;
  written integer;
begin
  for part in
    select c.n - 1 as n, c.value as change, t.tbl, a.value as wrote
    from public.proposals p cross join jsonb_array_elements(p.changes) with ordinality c(value, n)
    join private.proposal_targets t on t.target = c.value ->> 'target'
    left join jsonb_array_elements(new.applied) a on a.value ->> 'change' = (c.n - 1)::text
      and a.value ->> 'target' = c.value ->> 'target'
      and (c.value ->> 'op' = 'insert' or a.value ->> 'id' = c.value ->> 'id')
    where p.id = new.proposal_id
  loop
    execute format('select r.row_version from public.%I r where r.id = $1 and r.project_id = $2 and r.updated_at = $3
      and r.row_version = $4 and ($5 or r.created_at = $3)', part.tbl)
      into written using (part.wrote ->> 'id')::uuid, new.project_id, new.created_at,
        (part.wrote ->> 'version')::integer, part.change ->> 'op' = 'update';
    if written is null then
      raise exception using errcode = 'PT422', column = format('/changes/%s', part.n),
        message = 'Cannot approve: the change was not made';
    end if;
  end loop;
  return null;
end
$$;
create constraint trigger z_applied after insert on public.proposal_decisions deferrable initially deferred
  for each row when (new.decision = 'approve') execute function private.check_applied();

-- A proposal about a row that becomes restricted is restricted from then on.
create function private.restrict_proposals() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  named jsonb := jsonb_build_array(jsonb_build_object('id', new.id));
begin
  update public.proposals p set restricted = true
  where p.project_id = new.project_id and not p.restricted and (p.changes @> named or p.evidence @> named
    or p.id in (select d.proposal_id from public.proposal_decisions d
      where d.project_id = new.project_id and d.applied @> named));
  return null;
end
$$;
do $$
declare
  home name;
begin
  for home in select t.tbl from private.proposal_targets t union select 'sites' loop
    execute format('create trigger z_restrict_proposals after update of restricted on public.%I for each row
      when (new.restricted and not old.restricted) execute function private.restrict_proposals()', home);
  end loop;
end
$$;

revoke execute on function private.is_change_list(jsonb), private.target_version(text, uuid, uuid),
  private.changes_moved(uuid, jsonb), private.proposal_standing(uuid, uuid[]), private.showed_second_factor(),
  private.check_proposal(), private.check_decision(), private.check_applied(), private.restrict_proposals() from public;
grant execute on function private.is_change_list(jsonb), private.target_version(text, uuid, uuid),
  private.changes_moved(uuid, jsonb), private.proposal_standing(uuid, uuid[]), private.showed_second_factor()
  to authenticated, service_role;
