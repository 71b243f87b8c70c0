/** The values of a proposal as fields: what is typed in their place is what is approved. */
import type { Proposal } from "@/lib/proposals/model.ts";
import { type EditField, fieldKey } from "@/lib/proposals/page_model.ts";
import { Area, Field, Select } from "../form.tsx";
import { changeWords, fieldWords } from "./words.ts";

interface EditFormProps {
  proposal: Proposal;
  names: Record<string, string>;
  edited: { fields: EditField[]; typed: Record<string, string> };
  close: string;
  /** What went wrong takes the focus before them. */
  errors: unknown[];
}

export function EditForm({ proposal, edited, names, close, errors }: EditFormProps) {
  const { id, changes } = proposal;
  const first = errors.length === 0 ? edited.fields[0] : undefined;
  return (
    <form method="post" class="stack mt-3" novalidate>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="edit" value="1" />
      {changes.map((change, n) => (
        <fieldset>
          <legend>{changeWords(change, names)}</legend>
          {edited.fields.filter((field) => field.change === n).map((field) => (
            <OneField
              field={field}
              value={edited.typed[fieldKey(field)] ?? field.value}
              focus={field === first}
            />
          ))}
        </fieldset>
      ))}
      <Area
        name="reason"
        id={`reason-${id}`}
        label="Reason"
        hint="The trail keeps it"
        rows={2}
        value={edited.typed.reason ?? ""}
      />
      <p class="acts">
        <button type="submit" class="btn sm primary" name="intent" value="approve">
          Approve as edited
        </button>
        <a class="btn sm quiet" href={`${close}#p-${id}`}>Undo edits</a>
      </p>
    </form>
  );
}

function OneField({ field, value, focus }: { field: EditField; value: string; focus: boolean }) {
  const { kind, options = [] } = field;
  const label = fieldWords(field.name);
  const shared = { name: fieldKey(field), label: label.charAt(0).toUpperCase() + label.slice(1) };
  if (kind === "select") return <Select {...shared} value={value} options={options} />;
  if (kind === "area") return <Area {...shared} rows={3} value={value} autofocus={focus} />;
  return (
    <Field
      {...shared}
      type={kind === "date" ? "date" : "text"}
      value={value}
      autocomplete="off"
      autofocus={focus}
    />
  );
}
