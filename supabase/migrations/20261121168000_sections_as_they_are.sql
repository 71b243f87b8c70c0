-- Why: by statements of one's own a person could keep words under another name and time, say that
-- figures of them were looked up, keep two sections of one key (then nobody could accept either), or
-- sections that no page can show to anybody of the study. What agents wrote is held by the ledger's hash.

-- Whether it has the parts of a section as lib/assistant/model.ts has them.
create function private.is_section(section jsonb) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_typeof(section) = 'object' and jsonb_typeof(section -> 'author') = 'object'
    and (select bool_and(jsonb_typeof(section -> k) = 'string') from unnest(array['key', 'title', 'at', 'text', 'dataSha256']) k)
    and char_length(section ->> 'key') between 1 and 60 and char_length(section ->> 'title') <= 300
    and char_length(section ->> 'text') <= 40000
    and section ->> 'at' ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$'
    and jsonb_typeof(section -> 'callId') = 'null' and jsonb_typeof(section -> 'figures') = 'null'
    and jsonb_typeof(section -> 'facts') = 'array' and case when jsonb_typeof(section -> 'facts') = 'array' then
      (select coalesce(bool_and(jsonb_typeof(f) = 'object' and jsonb_typeof(f -> 'id') = 'string'
          and jsonb_typeof(f -> 'label') = 'string' and jsonb_typeof(f -> 'value') in ('string', 'number', 'null')
          and jsonb_typeof(f -> 'section') = 'string' and coalesce(jsonb_typeof(f -> 'unit'), 'string') = 'string'
          and coalesce(jsonb_typeof(f -> 'asOf'), 'string') = 'string'
          and coalesce(f ->> 'href', '/') ~ '^/($|[^/\\])'), true)
        from jsonb_array_elements(section -> 'facts') f) end, false)
$$;

-- What the sections of a version are beside what check_tab_version() holds: each key once; what a person
-- writes has their name and the time of the writing, or stands so in an earlier version of the document.
create function private.check_tab_sections() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  section jsonb;
  keys text[] := '{}';
begin
  for section in select s from jsonb_array_elements(new.sections) s loop
    if section ->> 'key' = any (keys) then
      raise exception using errcode = 'PT422', column = '/sections/' || left(section ->> 'key', 60),
        message = 'Cannot keep two sections of one key';
    end if;
    keys := keys || (section ->> 'key');
    continue when section -> 'author' ->> 'kind' = 'agent';
    if not private.is_section(section) then
      raise exception using errcode = 'PT422', column = '/sections/' || coalesce(left(section ->> 'key', 60), ''),
        message = 'Cannot keep a section that lacks a part';
    end if;
    if section -> 'author' ->> 'kind' = 'person'
      and ((section -> 'author') is distinct from jsonb_build_object('kind', 'person', 'id', auth.uid(),
          'name', (select p.name from public.profiles p where p.id = auth.uid()))
        or abs(extract(epoch from clock_timestamp() - (section ->> 'at')::timestamptz)) > 600)
      and not exists (
        select from public.tab_versions t, jsonb_array_elements(t.sections) s
        where t.project_id = new.project_id and t.tab_type = new.tab_type and t.site_id is not distinct from new.site_id
          and s = section) then
      raise exception using errcode = 'PT422', column = '/sections/' || (section ->> 'key'),
        message = 'Cannot keep the section: who wrote it, and when, is the caller and now';
    end if;
  end loop;
  return new;
end
$$;
-- After y_check, which gives each its reason.
create trigger y_sections before insert on public.tab_versions for each row execute function private.check_tab_sections();

revoke execute on function private.is_section(jsonb), private.check_tab_sections() from public;
grant execute on function private.is_section(jsonb) to authenticated, service_role;
