-- Why: what an agent may do by itself is for each organisation to say, by the role of whom it works for
-- and by tool. What it asked for is kept step by step, so that an answer goes on where it was cut off,
-- and a step that takes its asker's word is done only with it. All of it holds against raw SQL.

-- Tools that there are. What is not here is refused to every agent: sign, approve, delete and the like.
create table private.agent_tools (
  tool text primary key,
  kind text not null check (kind in ('read', 'propose'))
);
insert into private.agent_tools (tool, kind) values
  ('get_project', 'read'), ('list_sites', 'read'), ('site_status', 'read'), ('expected_documents', 'read'),
  ('enrollment', 'read'), ('critical_path', 'read'), ('kri', 'read'), ('search', 'read'), ('activity_lookup', 'read'),
  ('run_forecast', 'read'), ('site_documents', 'read'), ('site_gate', 'read'), ('expiring', 'read'), ('plan_late', 'read'),
  ('next_milestones', 'read'), ('quality', 'read'), ('budget', 'read'), ('actions', 'read'), ('get_record', 'read'),
  ('propose_task', 'propose'), ('propose_milestone_change', 'propose'), ('propose_risk', 'propose'),
  ('propose_deviation', 'propose'), ('propose_capa', 'propose'), ('propose_document_request', 'propose'),
  ('propose_widget', 'propose'), ('propose_change_set', 'propose');

-- auto: it just does it. approve: it asks whom it works for. forbid: it is refused. No row: auto.
create table public.agent_policies (
  like private.row_template including defaults,
  role text not null check (role in ('owner', 'admin', 'manager', 'coordinator', 'regulatory', 'cra', 'data', 'finance', 'site',
    'auditor', 'viewer')),
  tool text not null references private.agent_tools (tool),
  policy text not null check (policy in ('auto', 'approve', 'forbid')),
  primary key (id),
  unique (org_id, role, tool),
  foreign key (org_id) references public.orgs on delete cascade
);
create index agent_policies_tool_idx on public.agent_policies (tool);

with rules(scope, roles, resources, verbs) as (values
  ('organization', '{owner,admin}', '{agent_policy}', '{select,insert,update,delete}'),
  ('organization', '{member}', '{agent_policy}', '{select}')
)
insert into public.role_permissions (scope, role, resource, verb)
select scope, role, resource, verb
from rules, unnest(roles::text[]) as role, unnest(resources::text[]) as resource, unnest(verbs::text[]) as verb
on conflict do nothing;
call private.protect('public.agent_policies', 'agent_policy');

-- What an agent of the caller may do with a tool in a study: of all roles they have, the strictest.
create function private.agent_policy(project uuid, tool text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when not exists (select from private.agent_tools t where t.tool = agent_policy.tool) then 'forbid'
    else coalesce((
      select p.policy from public.projects j
      join public.agent_policies p on p.org_id = j.org_id and p.tool = agent_policy.tool
      where j.id = agent_policy.project and p.role in (
        select o.role from public.org_members o where o.org_id = j.org_id and o.user_id = auth.uid()
        union all select m.role from public.project_members m where m.project_id = j.id and m.user_id = auth.uid())
      order by array_position(array['forbid', 'approve', 'auto'], p.policy) limit 1), 'auto') end
$$;
revoke execute on function private.agent_policy(uuid, text) from public;
grant execute on function private.agent_policy(uuid, text) to authenticated, service_role;

-- What a model asked for on the way to an answer. no: its place in the answer, once when it was asked
-- ('asked') and once when it was settled. tool, args: as the model said them, also what there is not;
-- signature: the provider's own, given back to it when the answer goes on. detail: for people.
create table public.chat_steps (
  like private.project_row_template including defaults,
  chat_id uuid not null,
  question_id uuid not null,
  no integer not null check (no between 1 and 100),
  call_id uuid not null,
  tool text not null check (char_length(tool) between 1 and 60),
  args jsonb not null default '{}' check (jsonb_typeof(args) = 'object' and pg_column_size(args) <= 60000),
  signature text check (char_length(signature) <= 20000),
  policy text not null default 'forbid' check (policy in ('auto', 'approve', 'forbid')),
  outcome text not null check (outcome in ('asked', 'done', 'refused', 'failed')),
  detail text not null default '' check (char_length(detail) <= 2000),
  rows integer not null default 0 check (rows >= 0),
  ms integer not null default 0 check (ms >= 0),
  proposal_id uuid,
  primary key (id),
  unique (id, project_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (chat_id, project_id) references public.chats (id, project_id) on delete cascade,
  foreign key (question_id, project_id) references public.chat_messages (id, project_id) on delete cascade,
  foreign key (call_id, project_id) references public.ai_calls (id, project_id) on delete cascade,
  foreign key (proposal_id, project_id) references public.proposals (id, project_id) on delete cascade
);
create unique index chat_steps_once on public.chat_steps (question_id, no, (outcome = 'asked'));
create index chat_steps_chat_idx on public.chat_steps (chat_id, project_id);
create index chat_steps_question_idx on public.chat_steps (question_id, project_id);
create index chat_steps_call_idx on public.chat_steps (call_id, project_id);
create index chat_steps_proposal_idx on public.chat_steps (proposal_id, project_id);

-- What its asker said of a step that asks.
create table public.chat_step_answers (
  like private.project_row_template including defaults,
  step_id uuid not null,
  allowed boolean not null,
  primary key (id),
  unique (step_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (step_id, project_id) references public.chat_steps (id, project_id) on delete cascade
);
create index chat_step_answers_step_idx on public.chat_step_answers (step_id, project_id);

call private.protect('public.chat_steps', 'chat', '{select,insert}', '{args,signature,detail}');
call private.protect('public.chat_step_answers', 'chat', '{select,insert}');
insert into private.agent_writes (tbl, verbs) values ('chat_steps', '{insert}');
create policy select_own on public.chat_steps as restrictive for select to authenticated
  using (created_by = (select auth.uid()));
create policy select_own on public.chat_step_answers as restrictive for select to authenticated
  using (created_by = (select auth.uid()));

-- Whether its asker let the agent do a step of a call.
create function private.was_allowed(call uuid, tool text, step_no integer) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.chat_steps s join public.chat_step_answers a on a.step_id = s.id
    where s.call_id = call and s.tool = was_allowed.tool and s.outcome = 'asked' and a.allowed
      and s.created_by = auth.uid() and a.created_by = auth.uid() and (step_no is null or s.no = step_no))
$$;
revoke execute on function private.was_allowed(uuid, text, integer) from public;

-- A step is an agent's, of a question of its asker and a call that the ledger has; the policy is the
-- organisation's, whatever is sent.
create function private.check_chat_step() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  agent boolean := auth.uid() is not null and current_setting('clinops.actor_kind', true) = 'agent';
begin
  if auth.uid() is not null and not private.in_sight(new.project_id, new.org_id) then
    return new; -- policies refuse it
  end if;
  if not exists (select from public.chat_messages q join public.chats c on c.id = q.chat_id
    where q.id = new.question_id and q.chat_id = new.chat_id and q.project_id = new.project_id and q.role = 'user'
      and c.created_by = coalesce(auth.uid(), new.created_by)) then
    raise exception using errcode = 'PT404', message = 'No such question, or not yours';
  elsif not agent then
    raise exception using errcode = 'PT422', column = 'tool', message = 'Cannot keep a step: a person writes';
  elsif not exists (select from public.ai_calls c where c.id = new.call_id and c.project_id = new.project_id
    and c.user_id = auth.uid() and c.operation = 'chat' and new.tool = any (c.tools)) then
    raise exception using errcode = 'PT422', column = 'call_id',
      message = 'Cannot keep the step: the ledger has no such call that asked for it';
  end if;
  new.policy := private.agent_policy(new.project_id, new.tool);
  if new.policy = 'forbid' and new.outcome <> 'refused' then
    raise exception using errcode = 'PT403', message = format('Cannot use %s: it is forbidden to an agent here', new.tool);
  elsif new.outcome = 'asked' and new.policy <> 'approve' then
    raise exception using errcode = 'PT422', column = 'outcome', message = format('Cannot ask about %s: it takes no word', new.tool);
  elsif new.policy = 'approve' and new.outcome in ('done', 'failed') and not private.was_allowed(new.call_id, new.tool, new.no) then
    raise exception using errcode = 'PT403', message = format('Cannot use %s before its asker lets the agent', new.tool);
  elsif new.proposal_id is not null and not exists (select from public.proposals p
    where p.id = new.proposal_id and p.project_id = new.project_id and p.call_id = new.call_id and p.kind = new.tool
      and p.created_by = auth.uid() and new.outcome = 'done') then
    raise exception using errcode = 'PT422', column = 'proposal_id', message = 'Cannot say that it proposed: there is no such proposal of it';
  end if;
  return new;
end
$$;
create trigger y_check before insert on public.chat_steps for each row execute function private.check_chat_step();

-- Whoever is asked is a person, and the one whom the agent works for.
create function private.check_chat_step_answer() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if auth.uid() is not null and private.in_sight(new.project_id, new.org_id) and not exists (
    select from public.chat_steps s where s.id = new.step_id and s.project_id = new.project_id and s.outcome = 'asked'
      and s.created_by = auth.uid()) then
    raise exception using errcode = 'PT404', message = 'No such question of an agent, or not yours';
  end if;
  return new;
end
$$;
create trigger y_check before insert on public.chat_step_answers for each row execute function private.check_chat_step_answer();

-- An agent proposes what its organisation lets it propose, with its asker's word where that is asked.
create function private.check_agent_proposal() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  policy text := private.agent_policy(new.project_id, new.kind);
begin
  if policy = 'forbid' or policy = 'approve' and not private.was_allowed(new.call_id, new.kind, null) then
    raise exception using errcode = 'PT403', message = format('Cannot use %s: %s', new.kind,
      case policy when 'forbid' then 'it is forbidden to an agent here' else 'its asker has not let the agent' end);
  end if;
  return new;
end
$$;
create trigger z_agent_policy before insert on public.proposals for each row when (new.origin = 'agent')
  execute function private.check_agent_proposal();
revoke execute on function private.check_chat_step(), private.check_chat_step_answer(), private.check_agent_proposal() from public;

-- Names of the tools that a call's answer asked for; the steps themselves are their asker's.
alter table public.ai_calls add column tools text[] not null default '{}'
  check (cardinality(tools) <= 100 and array_position(tools, null) is null);
