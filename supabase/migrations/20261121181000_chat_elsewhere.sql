-- Why: who named their own organisation beside a foreign study was told of its chat by the checks that
-- come before the policies. A row is of the organisation of its study, or keys refuse it. And a step of
-- a chat that tells of restricted rows is as restricted as the chat.
do $$
declare
  check_name text;
  def text;
  changed text;
begin
  foreach check_name in array array['check_chat_message', 'check_chat_step', 'check_chat_step_answer'] loop
    def := pg_get_functiondef(('private.' || check_name || '()')::regprocedure);
    changed := regexp_replace(def, 'begin\n',
      'begin
  if auth.uid() is not null and not exists (select from public.projects j where j.id = new.project_id and j.org_id = new.org_id) then
    return new; -- keys refuse it
  end if;
');
    if changed = def then
      raise exception 'Cannot change %: it is not as it was', check_name;
    end if;
    execute changed;
  end loop;
end
$$;

create trigger x_restricted before insert on public.chat_steps for each row
  execute function private.inherit_restricted('chats', 'chat_id');
create trigger x_restricted before insert on public.chat_step_answers for each row
  execute function private.inherit_restricted('chat_steps', 'step_id');
