-- Why: that an agent's words are the ledger's was held; now also what stands beside them, such as the
-- facts that they cite and the figures that were not found: the ledger has the hash of the whole
-- section. What says that nobody wrote it says nothing. What was told of restricted rows stays so.

-- Of the section as it is kept, without its call: sha256 of the text of the jsonb.
alter table public.ai_calls add column section_sha256 text check (section_sha256 ~ '^[0-9a-f]{64}$');

create function private.section_sha256(section jsonb) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select encode(sha256(convert_to((section - 'callId')::text, 'UTF8')), 'hex')
$$;
revoke execute on function private.section_sha256(jsonb) from public;
grant execute on function private.section_sha256(jsonb) to authenticated, service_role;

create or replace function private.check_tab_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  part record;
  call public.ai_calls;
begin
  new.version := 1 + coalesce((select max(t.version) from public.tab_versions t
    where t.project_id = new.project_id and t.tab_type = new.tab_type and t.site_id is not distinct from new.site_id), 0);
  for part in
    select s as section, s ->> 'key' as key, s ->> 'text' as said, s -> 'author' ->> 'kind' as kind, s -> 'author' ->> 'id' as who
    from jsonb_array_elements(new.sections) s
  loop
    if part.kind = 'agent' then
      select c.* into call from public.ai_calls c
      where c.id::text = part.section ->> 'callId' and c.project_id = new.project_id and c.operation = 'generate'
        and c.tab_type = new.tab_type and c.section_key = part.key and c.site_id is not distinct from new.site_id
        and c.response_sha256 = encode(sha256(convert_to(part.said, 'UTF8')), 'hex')
        and c.section_sha256 = private.section_sha256(part.section);
      if call.id is null then
        raise exception using errcode = 'PT422', column = '/sections/' || part.key,
          message = 'Cannot keep the section as an agent''s: the ledger does not have it like this';
      elsif call.restricted and not new.restricted then
        raise exception using errcode = 'PT422', column = 'restricted',
          message = 'Cannot keep the section for all: it may tell of restricted rows';
      end if;
    elsif part.kind = 'person' and part.who is distinct from auth.uid()::text and not exists (
      select from public.tab_versions t, jsonb_array_elements(t.sections) s
      where t.project_id = new.project_id and t.tab_type = new.tab_type and t.site_id is not distinct from new.site_id
        and s = part.section) then
      raise exception using errcode = 'PT422', column = '/sections/' || part.key,
        message = 'Cannot keep the section as somebody else''s';
    elsif part.kind = 'rules' and part.said <> '' then
      raise exception using errcode = 'PT422', column = '/sections/' || part.key,
        message = 'Cannot keep a text as the rules'': they write none';
    elsif coalesce(part.kind, '') not in ('rules', 'agent', 'person') or part.said is null then
      raise exception using errcode = 'PT422', column = '/sections/' || coalesce(part.key, ''),
        message = 'Cannot keep a section without its author and text';
    end if;
  end loop;
  return new;
end
$$;
