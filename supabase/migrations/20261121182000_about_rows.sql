-- Why: a question is asked beside any row that a page shows; these are called by no figure, so they had
-- no name yet. What may be asked about is decided where it is read, by the policies of its table.
insert into private.source_kinds (kind, tbl, label) values
  ('proposal', 'proposals', 'r.title'), ('baseline', 'baselines', 'r.name'),
  ('budget_actual', 'budget_actuals', '(select l.title from public.budget_lines l where l.id = r.line_id) || '', '' || r.booked_on'),
  ('dependency', 'dependencies', '(select coalesce(t.title, m.title) from (select r.from_id as id) x
      left join public.tasks t on t.id = x.id left join public.milestones m on m.id = x.id) || '' to '' ||
    (select coalesce(t.title, m.title) from (select r.to_id as id) x
      left join public.tasks t on t.id = x.id left join public.milestones m on m.id = x.id)'),
  ('training', 'trainings', 'r.topic || '', '' || (select w.name from public.site_staff w where w.id = r.staff_id)')
on conflict do nothing;
