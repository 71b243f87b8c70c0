-- Why: what the assistant used, what it cost and what people think of it is added up in one read;
-- documents are written two at a time for a study, one after the other for a document, and a job that
-- brings its worker down ends.

-- Tokens of an organisation since midnight, UTC, in and out, with calls that the asker may not see: the
-- limit of the day counts them too. Null for who is not in it.
create function private.org_tokens_today(org uuid) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select sum(c.input_tokens::bigint + c.output_tokens) from public.ai_calls c
    where c.org_id = o.id and c.created_at >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'), 0)::bigint
  from public.orgs o
  where o.id = org_tokens_today.org
    and (auth.uid() is null or exists (select from public.org_members m where m.org_id = o.id and m.user_id = auth.uid()))
$$;

-- ---- The queue ---------------------------------------------------------------------------------

-- How often a job was taken up: one that brings its worker down is not taken up for ever.
alter table private.generation_sessions add column tries smallint not null default 0;

-- As before; two of a study at most are under way, and of one document one: its versions follow each
-- other. One process looks at a time, so that two do not both find room. tries: with this one.
create or replace function private.claim_generation(quiet_seconds integer) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  job public.generation_jobs;
  session private.generation_sessions;
  fresh timestamptz := clock_timestamp() - make_interval(secs => quiet_seconds);
begin
  perform pg_advisory_xact_lock(hashtextextended('clinops.generation', 0));
  select j.* into job from public.generation_jobs j join private.generation_sessions g on g.job_id = j.id
  where j.state in ('queued', 'running') and (g.beat_at is null or g.beat_at < fresh)
    and (select count(*) from public.generation_jobs o join private.generation_sessions b on b.job_id = o.id
      where o.project_id = j.project_id and o.state in ('queued', 'running') and b.beat_at >= fresh) < 2
    and not exists (select from public.generation_jobs o join private.generation_sessions b on b.job_id = o.id
      where o.project_id = j.project_id and o.tab_type = j.tab_type and o.site_id is not distinct from j.site_id
        and o.state in ('queued', 'running') and b.beat_at >= fresh)
  order by j.created_at, j.id limit 1;
  if job.id is null then
    return null;
  end if;
  update private.generation_sessions g set beat_at = clock_timestamp(), tries = g.tries + 1
  where g.job_id = job.id returning g.* into session;
  return jsonb_build_object('id', job.id, 'orgId', job.org_id, 'projectId', job.project_id, 'tabType', job.tab_type,
    'siteId', job.site_id, 'sections', to_jsonb(job.sections), 'instructions', job.instructions, 'tries', session.tries,
    'userId', job.created_by, 'sessionId', session.session_id, 'aal', session.aal);
end
$$;

-- Says that the workers of these jobs live; answers those of them that are over: cancelled, or asked for
-- in a session that has ended.
create function private.beat_generations(jobs uuid[]) returns uuid[]
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update private.generation_sessions g set beat_at = clock_timestamp() where g.job_id = any (jobs);
  return array(select asked from unnest(jobs) asked where not exists (
    select from public.generation_jobs j
    join private.generation_sessions g on g.job_id = j.id
    join auth.sessions s on s.id = g.session_id and s.user_id = j.created_by and (s.not_after is null or s.not_after > now())
    where j.id = asked and j.state in ('queued', 'running')
      and not exists (select from private.ended_sessions e where e.session_id = s.id)));
end
$$;

-- Its worker stops and is not to blame: the job may be taken up by another at once.
create function private.release_generation(job uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update private.generation_sessions g set beat_at = null, tries = greatest(g.tries - 1, 0) where g.job_id = job
$$;

-- How many wait and how many are under way, in all studies: {waiting, running}.
create function private.generation_queue() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('waiting', count(*) filter (where j.state = 'queued'), 'running', count(*) filter (where j.state = 'running'))
  from public.generation_jobs j where j.state in ('queued', 'running')
$$;

-- ---- What was used -----------------------------------------------------------------------------

-- The ledger added up for its reader, days from_on to to_on (both included; null: the last 30 days) in
-- the time zone of the study or organisation, of all people or of one. With a project the calls of that
-- study, else of the organisation. Null for who may not. Restricted calls count for the cleared only,
-- and adding them up is no reading of them. Sums are {by, id?, name?, day?, operation?, tab?, outcome?,
-- calls, cached, failed, input, output, cost, unpriced, median, slow, figures, unverified}: cost in
-- millionths of a US dollar over the calls whose cost is known (null: of none), unpriced: calls that used
-- tokens and have no cost; median and slow: milliseconds, 50 and 95 of 100 calls of a model were as fast.
create function private.ai_usage(org uuid, project uuid, from_on date, to_on date, person uuid default null)
returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  cleared uuid[] := private.my_cleared_projects();
  reads boolean := ai_usage.org = any (private.my_orgs_for('ai_call', 'select'))
    or coalesce(ai_usage.project = any (private.my_projects_for('ai_call', 'select')), false);
  hears boolean := ai_usage.org = any (private.my_orgs_for('feedback', 'select'))
    or coalesce(ai_usage.project = any (private.my_projects_for('feedback', 'select')), false);
  zone text := (select private.known_zone(coalesce(p.time_zone, o.time_zone)) from public.orgs o
    left join public.projects p on p.id = ai_usage.project and p.org_id = o.id where o.id = ai_usage.org);
  today date := (now() at time zone zone)::date;
  last_on date := coalesce(to_on, today);
  first_on date := coalesce(from_on, last_on - 29);
  since timestamptz := first_on::timestamp at time zone zone;
  until timestamptz := (last_on + 1)::timestamp at time zone zone;
begin
  if not reads or zone is null then
    return null;
  end if;
  return (
    with seen as materialized (
      select c.*, (c.created_at at time zone zone)::date as day from public.ai_calls c
      where c.org_id = ai_usage.org and (ai_usage.project is null or c.project_id = ai_usage.project)
        and c.created_at >= since and c.created_at < until and (not c.restricted or c.project_id = any (cleared))
    ), chosen as materialized (
      select s.* from seen s where person is null or s.user_id = person
    ), sums as (
      select case when grouping(c.user_id) = 0 then 'person' when grouping(c.project_id) = 0 then 'study'
          when grouping(c.day) = 0 then 'day' when grouping(c.operation) = 0 then 'document'
          when grouping(c.outcome) = 0 then 'outcome' else 'all' end as by,
        c.user_id, c.project_id, c.day, c.operation, c.tab_type, c.outcome, count(*) as calls,
        count(*) filter (where c.outcome = 'cached') as cached,
        count(*) filter (where c.outcome not in ('ok', 'cached')) as failed,
        coalesce(sum(c.input_tokens::bigint), 0) as input, coalesce(sum(c.output_tokens::bigint), 0) as output,
        sum(c.cost_micros)::bigint as cost,
        count(*) filter (where c.cost_micros is null and c.input_tokens + c.output_tokens > 0) as unpriced,
        percentile_disc(0.5) within group (order by c.latency_ms) filter (where c.outcome <> 'cached') as median,
        percentile_disc(0.95) within group (order by c.latency_ms) filter (where c.outcome <> 'cached') as slow,
        coalesce(sum(c.figures::bigint), 0) as figures, coalesce(sum(c.unverified::bigint), 0) as unverified
      from chosen c group by grouping sets ((), (c.user_id), (c.project_id), (c.day), (c.operation, c.tab_type), (c.outcome))
    ), opinions as materialized (
      select f.* from public.feedback f
      where hears and f.org_id = ai_usage.org and (ai_usage.project is null or f.project_id = ai_usage.project)
        and f.created_at >= since and f.created_at < until and (person is null or f.created_by = person)
        and not exists (select from public.ai_calls c where c.id = f.call_id and c.project_id = f.project_id
          and c.restricted and c.project_id <> all (cleared))
    )
    select jsonb_build_object('zone', zone, 'today', today, 'from', first_on, 'to', last_on, 'asOf', private.utc(now()),
      'sums', (select jsonb_agg(jsonb_build_object('by', s.by, 'id', coalesce(s.user_id, s.project_id),
          'name', coalesce(u.name, p.name), 'day', s.day, 'operation', s.operation, 'tab', s.tab_type, 'outcome', s.outcome,
          'calls', s.calls, 'cached', s.cached, 'failed', s.failed, 'input', s.input, 'output', s.output,
          'cost', s.cost, 'unpriced', s.unpriced, 'median', s.median, 'slow', s.slow,
          'figures', s.figures, 'unverified', s.unverified) order by s.day, s.calls desc, s.user_id, s.project_id, s.tab_type)
        from sums s left join public.profiles u on u.id = s.user_id left join public.projects p on p.id = s.project_id),
      'gate', (select coalesce(jsonb_agg(jsonb_build_object('class', g.key, 'n', g.n) order by g.n desc, g.key), '[]') from (
        select e.key, sum(e.value::bigint) as n from chosen c, jsonb_each_text(c.gate_counts) e group by e.key) g),
      'people', (select coalesce(jsonb_agg(jsonb_build_object('id', x.user_id, 'name', u.name) order by u.name, x.user_id), '[]')
        from (select distinct s.user_id from seen s) x left join public.profiles u on u.id = x.user_id),
      'feedback', case when hears then jsonb_build_object(
        'n', (select count(*) from opinions), 'mean', (select round(avg(o.rating), 2) from opinions o),
        'ratings', (select jsonb_agg(jsonb_build_object('rating', r, 'n', (select count(*) from opinions o where o.rating = r)) order by r desc)
          from generate_series(1, 5) r),
        'newest', (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'at', private.utc(o.created_at), 'rating', o.rating,
            'comment', o.comment, 'subject', o.subject, 'callId', o.call_id, 'by', u.name, 'study', p.name) order by o.created_at desc, o.id), '[]')
          from (select * from opinions n order by n.created_at desc, n.id limit 20) o
          left join public.profiles u on u.id = o.created_by left join public.projects p on p.id = o.project_id)) end)
  );
end
$$;

create index ai_calls_newest_idx on public.ai_calls (project_id, created_at desc, id);
create index feedback_day_idx on public.feedback (org_id, created_at);
create index generation_jobs_newest_idx on public.generation_jobs (project_id, created_at desc, id);

revoke execute on function private.org_tokens_today(uuid), private.beat_generations(uuid[]),
  private.release_generation(uuid), private.generation_queue(), private.ai_usage(uuid, uuid, date, date, uuid) from public;
grant execute on function private.org_tokens_today(uuid) to authenticated, service_role;
grant execute on function private.ai_usage(uuid, uuid, date, date, uuid) to authenticated;
grant execute on function private.beat_generations(uuid[]), private.release_generation(uuid),
  private.generation_queue() to service_role;
