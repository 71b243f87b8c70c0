-- Why: a chat is its asker's own, because its answers hold what its asker may see. What is said to be
-- a model's is in the ledger word for word, with the facts, steps and figures beside it.

create table public.chats (
  like private.project_row_template including defaults,
  persona text not null check (persona ~ '^[a-zA-Z]{1,40}$'),
  title text not null check (char_length(trim(title)) between 1 and 200),
  primary key (id),
  unique (id, project_id),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade
);
create index chats_own_idx on public.chats (project_id, created_by, created_at);

-- no: its place in the chat. facts: those that the text cites, [{id, kind, label, value, asOf, href}].
-- steps: what was looked up, [{tool, detail, rows, ms}]. provider: "person" of a question, "rules" or the
-- model of an answer. question_id: what it answers, once. about: the row, figure or rule that a question
-- was asked beside, {kind, id}. resources: rights that its facts take; without them it is not read.
create table public.chat_messages (
  like private.project_row_template including defaults,
  chat_id uuid not null,
  question_id uuid,
  no integer not null default 0,
  role text not null check (role in ('user', 'assistant')),
  text text not null check (char_length(trim(text)) between 1 and 40000),
  facts jsonb not null default '[]' check (jsonb_typeof(facts) = 'array'),
  steps jsonb not null default '[]' check (jsonb_typeof(steps) = 'array'),
  figures jsonb check (jsonb_typeof(figures) = 'object'),
  provider text not null default 'person' check (char_length(provider) between 1 and 200),
  call_id uuid,
  about jsonb check (jsonb_typeof(about) = 'object'),
  resources text[] not null default '{}',
  primary key (id),
  unique (id, project_id),
  unique (chat_id, no),
  unique (question_id),
  constraint chat_messages_user check (role <> 'user' or (provider = 'person' and facts = '[]' and steps = '[]' and figures is null)),
  constraint chat_messages_assistant check (role <> 'assistant' or provider <> 'person'),
  constraint chat_messages_call check ((call_id is not null) = (provider not in ('person', 'rules'))),
  foreign key (project_id, org_id) references public.projects (id, org_id) on delete cascade,
  foreign key (chat_id, project_id) references public.chats (id, project_id) on delete cascade,
  constraint chat_messages_question check ((question_id is not null) = (role = 'assistant')),
  constraint chat_messages_about check (about is null or role = 'user'),
  foreign key (question_id, project_id) references public.chat_messages (id, project_id) on delete cascade,
  foreign key (call_id, project_id) references public.ai_calls (id, project_id) on delete cascade
);
create index chat_messages_question_idx on public.chat_messages (question_id, project_id);
create index chat_messages_chat_idx on public.chat_messages (chat_id, project_id);
create index chat_messages_call_idx on public.chat_messages (call_id, project_id);

with rules(scope, roles, resources, verbs) as (values
  ('organization', '{owner,admin}', '{chat}', '{select,insert,delete}'),
  ('project', '{manager,coordinator,regulatory,cra,data,finance,site,auditor,viewer}', '{chat}', '{select,insert,delete}')
)
insert into public.role_permissions (scope, role, resource, verb)
select scope, role, resource, verb
from rules, unnest(roles::text[]) as role, unnest(resources::text[]) as resource, unnest(verbs::text[]) as verb
on conflict do nothing;

-- The trail says that somebody asked, never what.
call private.protect('public.chats', 'chat', '{select,insert,delete}', '{title}');
call private.protect('public.chat_messages', 'chat', '{select,insert}', '{text,facts,steps,figures,about}');
insert into private.agent_writes (tbl, verbs) values ('chat_messages', '{insert}');

create policy select_own on public.chats as restrictive for select to authenticated
  using (created_by = (select auth.uid()));
create policy delete_own on public.chats as restrictive for delete to authenticated
  using (created_by = (select auth.uid()));
create policy select_own on public.chat_messages as restrictive for select to authenticated
  using (created_by = (select auth.uid()) and cardinality(private.widget_lacks(project_id, org_id, resources)) = 0);

-- A message is added to a chat of one's own. An answer is an agent's or the rules', written by the
-- app's hand for the asker; a question is a person's. What a model said is as the ledger has it.
create function private.check_chat_message() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  chat public.chats;
  call public.ai_calls;
  agent boolean := auth.uid() is not null and current_setting('clinops.actor_kind', true) = 'agent';
begin
  if auth.uid() is not null and not private.in_sight(new.project_id, new.org_id) then
    return new; -- policies refuse it
  end if;
  select c.* into chat from public.chats c where c.id = new.chat_id and c.project_id = new.project_id;
  if chat.id is null or chat.created_by is distinct from coalesce(auth.uid(), new.created_by) then
    raise exception using errcode = 'PT404', message = 'No such chat, or not yours';
  elsif chat.restricted and not new.restricted then
    raise exception using errcode = 'PT422', column = 'restricted', message = 'Cannot keep the message for all: its chat is restricted';
  elsif agent <> (new.role = 'assistant') then
    raise exception using errcode = 'PT422', column = 'role',
      message = case when agent then 'Cannot keep a question as a person''s: an agent writes' else 'Cannot keep an answer: a person writes' end;
  end if;
  if new.question_id is not null and not exists (select from public.chat_messages q
    where q.id = new.question_id and q.chat_id = new.chat_id and q.role = 'user') then
    raise exception using errcode = 'PT422', column = 'question_id', message = 'There is no such question in this chat';
  end if;
  if new.call_id is not null then
    select c.* into call from public.ai_calls c
    where c.id = new.call_id and c.project_id = new.project_id and c.user_id = auth.uid() and c.operation = 'chat'
      and c.model = new.provider
      and c.response_sha256 = encode(sha256(convert_to(new.text, 'UTF8')), 'hex')
      and c.section_sha256 = private.section_sha256(jsonb_build_object('chatId', new.chat_id, 'text', new.text, 'facts', new.facts,
        'steps', new.steps, 'figures', new.figures));
    if call.id is null then
      raise exception using errcode = 'PT422', column = 'call_id',
        message = 'Cannot keep the answer as a model''s: the ledger does not have it like this';
    elsif call.restricted and not new.restricted then
      raise exception using errcode = 'PT422', column = 'restricted',
        message = 'Cannot keep the answer for all: it may tell of restricted rows';
    end if;
  end if;
  new.no := 1 + coalesce((select max(m.no) from public.chat_messages m where m.chat_id = new.chat_id), 0);
  return new;
end
$$;
create trigger y_check before insert on public.chat_messages for each row execute function private.check_chat_message();
revoke execute on function private.check_chat_message() from public;
