/** What of the trail is shown: all of it is in the address, and each part can be taken away. */
import { type ActivityChoices, actorKinds, periods } from "@/lib/activity/model.ts";
import { PickOne, queryOf } from "../filter_bar.tsx";
import { errorOf, type FieldError, Problems } from "../form.tsx";
import { formatDate } from "../format.ts";
import { Icon } from "../icons.tsx";
import { actionWords, entityWords, KIND_WORDS, PERIOD_WORDS } from "./names.ts";

export const FILTERS = [
  "entity",
  "actor",
  "kind",
  "action",
  "period",
  "from",
  "to",
  "q",
] as const;
/** As in the address; "" where not set. */
export type ActivityFilter = Record<typeof FILTERS[number] | "cursor", string>;

interface FiltersProps {
  filter: ActivityFilter;
  choices: ActivityChoices;
  errors: FieldError[];
  zone: string;
}

const LABELS: Record<string, string> = { from: "From", to: "To", q: "Reason" };

export function Filters({ filter, choices, errors, zone }: FiltersProps) {
  const people = choices.people.map(({ id, name }) => ({
    value: id,
    label: name ?? `former member ${id.slice(0, 8)}`,
  }));
  if (choices.kinds.includes("system")) people.push({ value: "system", label: "System" });
  return (
    <section aria-labelledby="limits">
      <h2 id="limits" class="vh">What is shown</h2>
      {errors.length > 0 && (
        <div class="mb-3">
          <Problems
            title="Part of the filter cannot be used"
            errors={errors}
            fields={LABELS}
          />
        </div>
      )}
      <form class="filters">
        {filter.period && <input type="hidden" name="period" value={filter.period} />}
        <PickOne
          name="entity"
          label="Record"
          value={filter.entity}
          options={named(choices.entities, filter.entity, entityWords)}
        />
        <PickOne name="actor" label="Who" value={filter.actor} options={people} />
        <PickOne
          name="kind"
          label="Kind"
          value={filter.kind}
          options={actorKinds.filter((kind) => choices.kinds.includes(kind) || kind === filter.kind)
            .map((kind) => ({ value: kind, label: KIND_WORDS[kind] }))}
        />
        <PickOne
          name="action"
          label="Action"
          value={filter.action}
          options={named(choices.actions, filter.action, actionWords)}
        />
        <Typed name="q" filter={filter} errors={errors} placeholder="Part of the reason" />
        <Typed name="from" filter={filter} errors={errors} placeholder="2026-01-31" />
        <Typed name="to" filter={filter} errors={errors} placeholder="2026-12-31" />
        <button type="submit" class="btn sm">Show</button>
      </form>
      <p class="hint">Year, month, day; both days are included. Times are {zone}.</p>
      <div class="filters mt-3 mb-5">
        {periods.map((period) => {
          const on = filter.period === period;
          return (
            <a
              class="chip"
              href={`?${queryOf({ ...filter, cursor: "", period: on ? "" : period })}`}
              aria-current={on ? "true" : "false"}
            >
              {PERIOD_WORDS[period]}
            </a>
          );
        })}
        <Chosen filter={filter} people={people} />
      </div>
    </section>
  );
}

/** Choices by their words; one that is set and does not occur stays, so that it is seen. */
function named(values: string[], set: string, words: (value: string) => string) {
  return [...new Set([...values, set])].filter(Boolean)
    .map((value) => ({ value, label: words(value) }))
    .sort((a, b) => a.label.localeCompare(b.label, "en"));
}

interface TypedProps extends Pick<FiltersProps, "filter" | "errors"> {
  name: "q" | "from" | "to";
  placeholder: string;
}

function Typed({ name, filter, errors, placeholder }: TypedProps) {
  const wrong = errorOf(errors, name);
  return (
    <label class="typed" for={name}>
      {LABELS[name]}
      <input
        class={name === "q" ? "in find-in" : "in find-in day"}
        id={name}
        name={name}
        type={name === "q" ? "search" : "text"}
        inputMode={name === "q" ? undefined : "numeric"}
        placeholder={placeholder}
        value={filter[name]}
        maxLength={200}
        aria-invalid={wrong ? "true" : undefined}
      />
    </label>
  );
}

/** What is set, each a way to be without it. */
function Chosen(
  { filter, people }: { filter: ActivityFilter; people: { value: string; label: string }[] },
) {
  const words: Record<typeof FILTERS[number], (value: string) => string> = {
    entity: entityWords,
    actor: (id) => people.find((one) => one.value === id)?.label ?? `person ${id.slice(0, 8)}`,
    kind: (kind) => KIND_WORDS[kind as keyof typeof KIND_WORDS] ?? kind,
    action: actionWords,
    period: (period) => PERIOD_WORDS[period as keyof typeof PERIOD_WORDS] ?? period,
    from: (day) => `from ${dayWords(day)}`,
    to: (day) => `to ${dayWords(day)}`,
    q: (text) => `“${text}”`,
  };
  const set = FILTERS.filter((name) => filter[name] !== "" && name !== "period");
  return (
    <>
      {set.map((name) => (
        <a
          class="chip"
          href={`?${queryOf({ ...filter, cursor: "", [name]: "" })}`}
          aria-current="true"
        >
          <Icon name="x" />
          <span class="vh">Without</span> {words[name](filter[name])}
        </a>
      ))}
      {(set.length > 0 || filter.period || filter.cursor) && (
        <a class="link text-xs" href="?">Clear</a>
      )}
    </>
  );
}

/** A day in words; what is none stays as it was typed. */
const dayWords = (text: string) => /^\d{4}-(0\d|1[0-2])-\d\d$/.test(text) ? formatDate(text) : text;
