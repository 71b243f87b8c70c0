/** The dialog of an act: its fields, what was wrong with them, one button named by its verb. */
import { Area, errorOf, Field, type FieldError, Problems, Select } from "./form.tsx";
import { Dialog } from "./people/dialog.tsx";
import type { Act, ActField } from "./act.ts";

export interface OpenAct {
  act: Act;
  /** As typed; the act's own values when it was just opened. */
  values: Record<string, string>;
  errors: FieldError[];
  /** Version of what the page is about, as it was read. */
  version?: number;
  /** What must be done before: where the fields are that this waits for. */
  first?: { href: string; label: string }[];
}

const idOf = (name: string) => `act-${name}`;

export function ActDialog({ open, close }: { open: OpenAct; close: string }) {
  const { act, values, errors } = open;
  const whole = errors.filter(({ path }) => {
    const name = path.replace(/^\//, "");
    return !act.fields.some((field) => field.name === name);
  });
  const version = act.row?.version ?? open.version;
  return (
    <Dialog title={act.title}>
      {act.lead && <p class="text-ink-2 mt-2">{act.lead}</p>}
      {open.first && open.first.length > 0 && (
        <p class="mt-2">
          <b>Still missing:</b>
          {open.first.map(({ href, label }, n) => (
            <>
              {n > 0 ? ", " : " "}
              <a class="link" href={href}>{label}</a>
            </>
          ))}
        </p>
      )}
      <form method="post" class="mt-4 stack" novalidate>
        {whole.length > 0 && <Problems title="That did not work" errors={whole} />}
        <input type="hidden" name="intent" value={act.key} />
        {act.row && <input type="hidden" name="row" value={act.row.id} />}
        {version !== undefined && <input type="hidden" name="version" value={version} />}
        {act.fields.map((field, n) => (
          <OneField
            field={field}
            value={values[field.name] ?? ""}
            errors={errors}
            focus={errors.length > 0 ? firstWrong(act, errors) === n : n === 0}
          />
        ))}
        <p class="flex gap-2">
          <button type="submit" class={act.danger ? "btn danger" : "btn primary"}>
            {act.button}
          </button>
          <a class="btn" href={close} data-close>Cancel</a>
        </p>
      </form>
    </Dialog>
  );
}

const firstWrong = (act: Act, errors: FieldError[]) =>
  act.fields.findIndex(({ name }) => errorOf(errors, name));

interface OneFieldProps {
  field: ActField;
  value: string;
  errors: FieldError[];
  focus: boolean;
}

function OneField({ field, value, errors, focus }: OneFieldProps) {
  const { name, label, kind, hint, options = [], required } = field;
  const error = errorOf(errors, name);
  const shared = {
    id: idOf(name),
    name,
    label,
    hint,
    errors: error ? [{ path: name, message: error }] : [],
  };
  if (kind === "select") return <Select {...shared} value={value} options={options} />;
  if (kind === "area") {
    return <Area {...shared} rows={2} value={value} required={required} autofocus={focus} />;
  }
  return (
    <Field
      {...shared}
      type={kind === "number" ? "text" : kind}
      inputMode={kind === "number" ? "numeric" : undefined}
      value={value}
      required={required}
      autofocus={focus}
      autocomplete="off"
    />
  );
}
