-- Claims of access tokens. Supabase Auth calls this for every token it is about to sign: hosted
-- Auth by [auth.hook.custom_access_token] of config.toml, the embedded one directly.
--
-- It adds the roles of the person in their organisations to app_metadata, so that a client can show
-- them without asking. They are for showing only and up to an hour old: no policy and no handler
-- reads them. Membership is looked up in the tables, in the statement that needs it.

create function public.custom_access_token_hook(event jsonb) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  person uuid := (event ->> 'user_id')::uuid;
  claims jsonb := coalesce(event -> 'claims', '{}');
  known jsonb := case when jsonb_typeof(claims -> 'app_metadata') = 'object'
    then claims -> 'app_metadata' else '{}' end;
  roles jsonb;
begin
  -- Tokens travel in headers and cookies: ten organisations are enough for a menu.
  select coalesce(jsonb_object_agg(m.org_id, m.role), '{}') into roles
  from (
    select org_id, role from public.org_members
    where user_id = person order by created_at desc, org_id limit 10
  ) m;
  return jsonb_build_object('claims', claims
    || jsonb_build_object('app_metadata', known || jsonb_build_object('organizations', roles)));
end
$$;

revoke execute on function public.custom_access_token_hook(jsonb)
  from public, anon, authenticated, service_role;
grant usage on schema public to supabase_auth_admin;
grant execute on function public.custom_access_token_hook(jsonb) to supabase_auth_admin;
