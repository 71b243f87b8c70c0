/** Fields and their errors. Label above, hint below; an error replaces the hint and keeps its glyph. */
import type { ComponentChildren, JSX } from "preact";
import { plural } from "./format.ts";
import { Glyph } from "./icons.tsx";

export interface FieldError {
  /** Name of the field, or a JSON pointer; "" for the whole. */
  path: string;
  message: string;
}

/** What the boundary says of a type or a bound for which a schema has no words of its own. */
const BARE =
  /^Must be (a text|a (whole )?number|a list|an object|an id \(UUID\)|one of .+|(at (least|most)|more than|less than) [\d,.]+)$/;

/** Errors for a form; `hints` says what a field takes, in place of a bare message about its type. */
export function plainErrors(errors: FieldError[], hints: Record<string, string> = {}) {
  return errors.map(({ path, message }) => {
    const hint = hints[path.replace(/^\//, "")];
    return { path, message: hint && BARE.test(message) ? hint : message };
  });
}

/** The message for a field: paths may be written "email" or "/email". */
export function errorOf(errors: FieldError[] | undefined, name: string): string | undefined {
  return errors?.find((error) => error.path.replace(/^\//, "") === name)?.message;
}

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  errors?: FieldError[];
  /** Given when the page holds the name twice. */
  id?: string;
}

type InputProps =
  & FieldProps
  & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "name" | "label" | "id">;

export function Field({ name, label, hint, errors, id = name, ...input }: InputProps) {
  const error = errorOf(errors, name);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input class="in" id={id} name={name} {...describedBy(id, hint, error)} {...input} />
      <Below id={id} hint={hint} error={error} />
    </div>
  );
}

type AreaProps =
  & FieldProps
  & { value?: string }
  & Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, "name" | "label" | "id" | "value">;

export function Area({ name, label, hint, errors, id = name, value, ...area }: AreaProps) {
  const error = errorOf(errors, name);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea class="in" id={id} name={name} {...describedBy(id, hint, error)} {...area}>
        {value}
      </textarea>
      <Below id={id} hint={hint} error={error} />
    </div>
  );
}

interface SelectProps extends FieldProps {
  value?: string;
  options: { value: string; label: string }[];
}

export function Select({ name, label, hint, errors, id = name, value, options }: SelectProps) {
  const error = errorOf(errors, name);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select class="in" id={id} name={name} {...describedBy(id, hint, error)}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>{option.label}</option>
        ))}
      </select>
      <Below id={id} hint={hint} error={error} />
    </div>
  );
}

function describedBy(id: string, hint: string | undefined, error: string | undefined) {
  return {
    "aria-describedby": error ? `${id}-e` : hint ? `${id}-h` : undefined,
    "aria-invalid": error ? "true" as const : undefined,
  };
}

function Below({ id, hint, error }: { id: string; hint?: string; error?: string }) {
  if (error) {
    return (
      <p class="err" id={`${id}-e`}>
        <Glyph name="crit" />
        {error}
      </p>
    );
  }
  return hint ? <p class="hint" id={`${id}-h`}>{hint}</p> : null;
}

interface ProblemsProps {
  /** What failed, in one sentence. */
  title?: string;
  errors: FieldError[];
  /** Labels of the fields on this page by id: only these can be linked to. */
  fields?: Record<string, string>;
  children?: ComponentChildren;
}

/** Errors in the order of the fields on the page, those of no field last. */
function inOrder(errors: FieldError[], names: string[]): FieldError[] {
  const place = ({ path }: FieldError) => {
    const at = names.indexOf(path.replace(/^\//, ""));
    return at < 0 ? names.length : at;
  };
  return errors.toSorted((a, b) => place(a) - place(b));
}

/** The summary of what is wrong; it gets the focus when the page opens. */
export function Problems({ title, errors, fields = {}, children }: ProblemsProps) {
  return (
    <div class="problems" role="alert" tabIndex={-1} autofocus>
      <h2>
        <Glyph name="crit" />
        {title ?? `${plural(errors.length, "field")} to correct`}
      </h2>
      {errors.length > 0 && (
        <ul>
          {inOrder(errors, Object.keys(fields)).map((error) => {
            const name = error.path.replace(/^\//, "");
            const label = Object.hasOwn(fields, name) ? fields[name] : null;
            return (
              <li>
                {label ? <a href={`#${name}`}>{`${label}: ${error.message}`}</a> : error.message}
                {!label && error.path && <code class="src break-all">{error.path}</code>}
              </li>
            );
          })}
        </ul>
      )}
      {children}
    </div>
  );
}
