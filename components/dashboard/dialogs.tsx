/** What a widget shows: chosen from the catalogue, then its title, width and parameters. */
import { type Choice, type ParamField, SPANS, type Widget } from "@/lib/dashboard/model.ts";
import { Field, type FieldError, Problems, Select } from "../form.tsx";
import type { Option } from "../options.ts";
import { Dialog } from "../people/dialog.tsx";
import { KIND, WIDTHS } from "./words.ts";

/** Rows that a parameter can name. */
export interface Places {
  sites: Option[];
  kris: Option[];
}

const GROUPS: Record<string, string> = {
  enrollment: "Enrollment",
  sites: "Sites",
  plan: "Plan",
  actions: "What needs doing",
  documents: "Documents",
  quality: "Quality",
  budget: "Budget",
  study: "The study",
  diagram: "Diagrams",
  record: "Registry record",
  team: "Team",
  trail: "Audit trail",
  site: "One site",
  portfolio: "Studies",
  rate: "Enrollment rate",
  indicators: "Indicators and limits",
};

interface PickProps {
  choices: Choice[];
  close: string;
  /** Address of the form of an entry. */
  href(key: string): string;
}

export function PickWidget({ choices, close, href }: PickProps) {
  const open = choices.filter((choice) => choice.may);
  return (
    <Dialog title="Add a widget">
      <div class="pick" tabIndex={0} role="region" aria-label="Catalogue">
        {[...Map.groupBy(open, (choice) => choice.group)].map(([group, entries]) => (
          <section aria-labelledby={`g-${group}`}>
            <h3 id={`g-${group}`}>{GROUPS[group] ?? group}</h3>
            {entries.map(({ key, title, type, formula }) => (
              <a href={href(key)}>
                <b>{title}</b>
                <small>{`${KIND[type] ?? type} · ${formula}`}</small>
              </a>
            ))}
          </section>
        ))}
      </div>
      <p class="mt-4">
        <a class="btn" href={close} data-close>Cancel</a>
      </p>
    </Dialog>
  );
}

interface WidgetFormProps {
  choice: Choice;
  /** Null: it is added. */
  widget: Widget | null;
  places: Places;
  /** As typed. */
  form: Record<string, string>;
  errors: FieldError[];
  close: string;
}

export function WidgetForm({ choice, widget, places, form, errors, close }: WidgetFormProps) {
  const shared = {
    errors: errors.map(({ path, message }) => ({ path: path.replace("/params/", "/"), message })),
  };
  const labels = Object.fromEntries([
    ["title", "Title"],
    ...choice.params.map(({ name, label }) => [name, label]),
  ]);
  return (
    <Dialog title={widget ? `Change: ${widget.title}` : `Add: ${choice.title}`}>
      <p class="text-ink-2 mt-2">{choice.formula}</p>
      <form method="post" class="mt-4" novalidate>
        {errors.length > 0 && (
          <div class="mb-4">
            <Problems errors={shared.errors} fields={labels} />
          </div>
        )}
        <input type="hidden" name="key" value={choice.key} />
        {widget && <input type="hidden" name="version" value={widget.version} />}
        <Field
          name="title"
          label="Title"
          value={form.title}
          maxLength={200}
          hint={`Empty: ${choice.title}`}
          autofocus={errors.length === 0}
          {...shared}
        />
        {choice.type !== "kpi" && (
          <Select
            name="span"
            label="Width"
            value={form.span}
            options={SPANS.map((one) => ({ value: String(one), label: WIDTHS[one]! }))}
            {...shared}
          />
        )}
        {choice.params.map((param) =>
          paramField(param, places, form[param.name] ?? "", shared.errors)
        )}
        <p class="mt-4 flex gap-2">
          <button
            type="submit"
            class="btn primary"
            name="intent"
            value={widget ? `change ${widget.id}` : "add"}
          >
            {widget ? "Save" : "Add"}
          </button>
          <a class="btn" href={close} data-close>Cancel</a>
        </p>
      </form>
    </Dialog>
  );
}

const ANY: Option = { value: "", label: "All" };

function paramField(param: ParamField, places: Places, value: string, errors: FieldError[]) {
  const { name, label, kind, least, most } = param;
  if (kind === "site" || kind === "kri") {
    const options = [ANY, ...(kind === "site" ? places.sites : places.kris)];
    return <Select name={name} label={label} value={value} options={options} errors={errors} />;
  }
  const bounds = kind === "number" ? { min: least, max: most, inputMode: "decimal" as const } : {};
  return <Field name={name} label={label} type={kind} value={value} errors={errors} {...bounds} />;
}
