/** The filter bar above a table: all of its state is in the address. */
import type { ComponentChildren } from "preact";
import { Icon } from "./icons.tsx";
import type { Option } from "./options.ts";

interface FilterBarProps {
  /** What the text field finds: its name for screen readers; absent: there is none. */
  find?: string;
  placeholder?: string;
  q?: string;
  /** A filter is set, so that it can be cleared. */
  filtered: boolean;
  /** Pickers and hidden fields. */
  children: ComponentChildren;
  /** Stands behind the button. */
  after?: ComponentChildren;
}

export function FilterBar({ find, placeholder, q, filtered, children, after }: FilterBarProps) {
  return (
    <form class="filters">
      {find && (
        <>
          <label class="vh" for="q">{find}</label>
          <input
            class="in find-in"
            id="q"
            name="q"
            type="search"
            placeholder={placeholder}
            value={q}
            data-slash
          />
        </>
      )}
      {children}
      <button type="submit" class="btn sm">Show</button>
      {after}
      {filtered && <a class="link text-xs" href="?">Clear</a>}
    </form>
  );
}

interface PickOneProps {
  name: string;
  label: string;
  value: string;
  options: Option[];
}

/** A picker that shows its value. */
export function PickOne({ name, label, value, options }: PickOneProps) {
  return (
    <label class="chip pick-one">
      {label}
      <select name={name}>
        <option value="">any</option>
        {options.map((one) => (
          <option value={one.value} selected={one.value === value}>{one.label}</option>
        ))}
      </select>
      <Icon name="down" />
    </label>
  );
}

/** A filter as a query string, without what is not set; true is "1". */
export function queryOf(filter: object): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value) params.set(name, value === true ? "1" : String(value));
  }
  return params.toString();
}
