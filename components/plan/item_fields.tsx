/** The fields of one item, but for when: what is typed here is saved at once. */
import { type Plan, STATUS_WORDS } from "@/lib/planning/model.ts";
import type { PlanSite } from "@/lib/planpage/model.ts";
import { Area, Field, type FieldError, Select } from "../form.tsx";
import { phaseOptions } from "./filters.tsx";
import type { Row } from "./rows.ts";

export const siteOptions = (sites: PlanSite[]) => [
  { value: "", label: "None" },
  ...sites.map(({ id, name }) => ({ value: id, label: name })),
];

/** As the form carries them; what was typed stands above what is saved. */
export function itemValues({ item, task, milestone }: Row): Record<string, string> {
  const common = { title: item.title, phase: item.phase ?? "", ownerId: item.ownerId ?? "" };
  if (milestone) {
    return {
      ...common,
      forecastOn: milestone.forecastOn ?? "",
      actualOn: milestone.actualOn ?? "",
    };
  }
  return {
    ...common,
    description: task!.description ?? "",
    priority: task!.priority,
    calendar: task!.calendar,
    siteId: task!.siteId ?? "",
    milestoneId: task!.milestoneId ?? "",
    forecastFinish: task!.forecastFinish ?? "",
    actualStart: task!.actualStart ?? "",
    actualFinish: task!.actualFinish ?? "",
  };
}

export const ITEM_LABELS: Record<string, string> = {
  title: "Title",
  phase: "Phase",
  ownerId: "Owner",
  forecastOn: "Forecast date",
  actualOn: "Reached on",
  description: "Description",
  priority: "Priority",
  calendar: "Duration is in",
  siteId: "Site",
  milestoneId: "Milestone",
  forecastFinish: "Forecast finish",
  actualStart: "Started on",
  actualFinish: "Finished on",
};

interface ItemFieldsProps {
  row: Row;
  plan: Plan;
  sites: PlanSite[];
  values: Record<string, string>;
  errors: FieldError[];
}

export function ItemFields({ row, plan, sites, values, errors }: ItemFieldsProps) {
  const { task } = row;
  const field = (name: string) => ({
    name,
    label: ITEM_LABELS[name]!,
    value: values[name] ?? "",
    errors,
  });
  const owners = [
    { value: "", label: "Nobody" },
    ...plan.people.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const known = owners.some(({ value }) => value === values.ownerId);
  if (!known && values.ownerId) {
    owners.push({ value: values.ownerId, label: row.item.ownerName ?? "A former member" });
  }
  return (
    <>
      <Field {...field("title")} required />
      <div class="two">
        <Select {...field("ownerId")} options={owners} />
        <Select {...field("phase")} options={phaseOptions()} />
      </div>
      {task
        ? (
          <>
            <div class="two">
              <Select
                {...field("priority")}
                options={["low", "normal", "high"].map((one) => ({
                  value: one,
                  label: one[0]!.toUpperCase() + one.slice(1),
                }))}
              />
              <Select
                {...field("calendar")}
                options={[
                  { value: "working", label: "working days" },
                  { value: "calendar", label: "calendar days" },
                ]}
              />
            </div>
            <div class="two">
              <Select
                {...field("milestoneId")}
                options={[
                  { value: "", label: "None" },
                  ...plan.milestones.map(({ id, title }) => ({ value: id, label: title })),
                ]}
              />
              <Select {...field("siteId")} options={siteOptions(sites)} />
            </div>
            <div class="three">
              <Field {...field("actualStart")} type="date" />
              <Field {...field("actualFinish")} type="date" />
              <Field {...field("forecastFinish")} type="date" />
            </div>
            <Area {...field("description")} rows={3} />
          </>
        )
        : (
          <div class="two">
            <Field {...field("actualOn")} type="date" hint="When it was reached; empty: not yet" />
            <Field {...field("forecastOn")} type="date" />
          </div>
        )}
    </>
  );
}

/** The same for those who may not change it. */
export function ItemFacts({ row, plan }: { row: Row; plan: Plan }) {
  const values = itemValues(row);
  const milestone = plan.milestones.find(({ id }) => id === values.milestoneId)?.title;
  const shown: Record<string, string | null | undefined> = {
    ...values,
    ownerId: row.item.ownerName,
    phase: phaseOptions().find(({ value }) => value === values.phase)?.label,
    siteId: row.task?.siteName,
    milestoneId: milestone,
  };
  return (
    <dl class="kv lined">
      <dt>Status</dt>
      <dd>{STATUS_WORDS[row.item.status]}</dd>
      {Object.keys(values).filter((name) => name !== "title").map((name) => (
        <>
          <dt>{ITEM_LABELS[name]}</dt>
          <dd>{shown[name] || <span class="text-ink-3">not known</span>}</dd>
        </>
      ))}
    </dl>
  );
}
