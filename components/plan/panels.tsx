/** Dialogs of the plan, each opened by the address (`?panel=`): add, baselines, working days, feed. */
import type { Plan } from "@/lib/planning/model.ts";
import { Field, Select } from "../form.tsx";
import { formatDate } from "../format.ts";
import { ownerOptions } from "../options.ts";
import { Dialog } from "../people/dialog.tsx";
import { FeedPanel } from "./feed.tsx";
import { phaseOptions } from "./filters.tsx";
import { siteOptions } from "./item_fields.tsx";
import { Acts, Close, closeOf, type PanelProps, type PanelView, Refused } from "./panel.tsx";
import { hrefOf, type PlanQuery } from "./query.ts";
import { WorkingDays } from "./working_days.tsx";

/** Null when there is none, or when the reader may not. */
export function planPanel(
  project: string,
  plan: Plan,
  query: PlanQuery,
  panel: PanelView | null,
) {
  if (!panel) return null;
  const props = { plan, query, panel };
  const { may } = plan;
  switch (panel.name) {
    case "task":
      return may.tasks.add ? <AddTask {...props} /> : null;
    case "milestone":
      return may.milestones.add ? <AddMilestone {...props} /> : null;
    case "baselines":
      return <Baselines {...props} />;
    case "days":
      return <WorkingDays {...props} />;
    case "feed":
      return (
        <FeedPanel
          project={project}
          feed={panel.feed}
          errors={panel.errors}
          close={closeOf(query)}
        />
      );
  }
}

const units = [
  { value: "working", label: "working days" },
  { value: "calendar", label: "calendar days" },
];

function AddTask({ plan, query, panel }: PanelProps) {
  const { values, errors } = panel;
  return (
    <Dialog title="Add a task">
      <p class="hint">
        Or <a class="link" href={hrefOf(query, {}, { panel: "milestone" })}>add a milestone</a>
      </p>
      <form method="post" class="stack mt-3" novalidate>
        <Refused errors={errors} />
        <TitleAndPhase plan={plan} values={values} errors={errors} />
        <div class="two">
          <Field
            name="plannedStart"
            label="Planned start"
            type="date"
            value={values.plannedStart}
            errors={errors}
          />
          <Field
            name="durationDays"
            label="Duration"
            inputMode="numeric"
            value={values.durationDays}
            errors={errors}
          />
        </div>
        <Select
          name="calendar"
          label="Duration is in"
          value={values.calendar || "working"}
          errors={errors}
          options={units}
        />
        <Select
          name="siteId"
          label="Site"
          value={values.siteId}
          errors={errors}
          options={siteOptions(panel.sites)}
        />
        <Acts label="Add" intent="add-task" close={closeOf(query)} />
      </form>
    </Dialog>
  );
}

interface SharedProps extends Pick<PanelView, "values" | "errors"> {
  plan: Plan;
}

function TitleAndPhase({ plan, values, errors }: SharedProps) {
  return (
    <>
      <Field name="title" label="Title" value={values.title} errors={errors} required autofocus />
      <Select
        name="phase"
        label="Phase"
        value={values.phase}
        errors={errors}
        options={phaseOptions()}
      />
      <Select
        name="ownerId"
        label="Owner"
        value={values.ownerId}
        errors={errors}
        options={ownerOptions(plan.people, values.ownerId)}
      />
    </>
  );
}

function AddMilestone({ plan, query, panel }: PanelProps) {
  const { values, errors } = panel;
  return (
    <Dialog title="Add a milestone">
      <form method="post" class="stack mt-3" novalidate>
        <Refused errors={errors} />
        <TitleAndPhase plan={plan} values={values} errors={errors} />
        <Field
          name="plannedOn"
          label="Planned date"
          placeholder="2027-03-14"
          hint="As precise as known: 2027, 2027-03 or 2027-03-14"
          value={values.plannedOn}
          errors={errors}
        />
        <Acts label="Add" intent="add-milestone" close={closeOf(query)} />
      </form>
    </Dialog>
  );
}

function Baselines({ plan, query, panel }: PanelProps) {
  const current = query.base === "none" ? null : plan.baseline?.id;
  return (
    <Dialog title="Baselines">
      <p class="text-ink-2">
        What was promised, never changed. The plan is compared with one of them.
      </p>
      {plan.baselines.length === 0 && <p class="mt-3">None yet.</p>}
      <ul class="rows plain mt-3">
        {plan.baselines.map((one, i) => (
          <li>
            <span>
              <b>{one.name}</b>
              <small>
                {[formatDate(one.takenOn), one.takenBy && `by ${one.takenBy}`]
                  .filter(Boolean).join(", ")}
              </small>
            </span>
            {one.id === current
              ? <span class="text-ink-3">compared with</span>
              : (
                <a class="btn sm" href={hrefOf(query, { base: i === 0 ? "" : one.id })}>
                  Compare
                </a>
              )}
          </li>
        ))}
      </ul>
      {plan.may.baseline && (
        <form method="post" class="stack mt-4" novalidate>
          <Refused errors={panel.errors} />
          <Field
            name="name"
            label="Name of a new one"
            value={panel.values.name ?? `Baseline ${plan.baselines.length + 1}`}
            hint="Keeps the dates of all items as they stand now"
            errors={panel.errors}
          />
          <Acts label="Take a baseline" intent="baseline" close={closeOf(query)} />
        </form>
      )}
      {!plan.may.baseline && <Close query={query} />}
    </Dialog>
  );
}
