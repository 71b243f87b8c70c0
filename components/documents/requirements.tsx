/** What is expected: the rules of the study, suggestions first until somebody stands up for them. */
import { type Effect, KIND_WORDS, NEEDED_WORDS } from "@/lib/documents/model.ts";
import { Ask } from "../ask.tsx";
import { type FieldError, Problems } from "../form.tsx";
import { formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
import { suggestedWords } from "../words.ts";
import { effectWords, lackingInAll } from "./effects.ts";
import { Tabs } from "./tabs.tsx";
import { LEVEL_OPTIONS } from "./words.ts";

export interface Requirement {
  id: string;
  title: string;
  kind: keyof typeof KIND_WORDS;
  artifactNumber: string | null;
  level: string | null;
  neededFor: keyof typeof NEEDED_WORDS | null;
  countries: string[] | null;
  validMonths: number | null;
  state: "unconfirmed" | "confirmed";
  basis: string | null;
  version: number;
}

export interface RequirementsView {
  projectId: string;
  items: Requirement[];
  /** Of the suggestions. */
  effects: Effect[];
  /** What was wrong with confirming several, and which were chosen. */
  refused: { errors: FieldError[]; chosen: string[] } | null;
  may: { add: boolean; edit: boolean; remove: boolean };
  said: string | null;
  asOf: string;
}

const levelWords = (level: string | null) =>
  LEVEL_OPTIONS.find(({ value }) => value === (level ?? "STUDY"))?.label ?? "";

export function Requirements(view: RequirementsView) {
  const { projectId, items, may, said, asOf } = view;
  const suggested = items.filter((one) => one.state === "unconfirmed");
  const confirmed = items.filter((one) => one.state === "confirmed");
  return (
    <>
      <PageHead
        title="What is expected"
        sub={items.length === 0 ? undefined : plural(items.length, "requirement")}
        acts={may.add && (
          <a class="btn" href="?do=add">
            <Icon name="plus" />Requirement
          </a>
        )}
      />
      <Tabs projectId={projectId} here="requirements" unconfirmed={suggested.length} />
      {suggested.length > 0 && (
        <Widget id="suggested" title="To confirm" note="suggestions count for nothing until then">
          <Suggested view={view} items={suggested} />
        </Widget>
      )}
      <div class={suggested.length > 0 ? "mt-9" : undefined}>
        <Widget
          id="confirmed"
          title="Confirmed"
          foot={{
            formula: "each expects one document for the study, a country or a site",
            asOf,
            source: plural(confirmed.length, "row"),
          }}
        >
          {confirmed.length > 0
            ? <Table projectId={projectId} items={confirmed} may={may} />
            : (
              <Empty title="Nothing is expected yet">
                <p class="text-ink-2">
                  A requirement says once what each site, each country or the study must hold.
                </p>
              </Empty>
            )}
        </Widget>
      </div>
      <Said text={said} />
    </>
  );
}

/** Each with what it would ask for at once; several are confirmed together, all of them or none. */
function Suggested({ view, items }: { view: RequirementsView; items: Requirement[] }) {
  const { may, effects, refused } = view;
  const table = <Table projectId={view.projectId} items={items} may={may} view={view} />;
  if (!may.edit) return table;
  const lacking = lackingInAll(effects);
  return (
    <form method="post" action="?" class="stack">
      {refused && <Problems title="Nothing was confirmed" errors={refused.errors} />}
      {items.map(every)}
      {table}
      <p class="filters">
        <button type="submit" class="btn sm primary" name="intent" value="confirm-chosen">
          Confirm the chosen
        </button>
        <button type="submit" class="btn sm" name="intent" value="confirm-every">
          {items.length === 1 ? "Confirm it" : `Confirm all ${formatNumber(items.length)}`}
        </button>
        <span class="text-ink-2 text-xs">
          {lacking === 0
            ? "All together lack nothing."
            : `All together: ${plural(lacking, "document")} would be missing at once.`}
        </span>
      </p>
    </form>
  );
}

/** A suggestion as it is shown: who changes it meanwhile keeps it from being confirmed. */
const chosenText = ({ id, version }: Requirement) => `${id}:${version}`;

const every = (one: Requirement) => <input type="hidden" name="every" value={chosenText(one)} />;

const byTitle = (items: Requirement[]) =>
  items.toSorted((a, b) => a.title.localeCompare(b.title, "en"));

interface TableProps extends Pick<RequirementsView, "projectId" | "items" | "may"> {
  /** Of suggestions: what they would ask for, and which are chosen. */
  view?: RequirementsView;
}

function Table(props: TableProps) {
  return (
    <table class="tbl cards">
      <caption class="vh">Requirements of documents</caption>
      <thead>
        <tr>
          <th scope="col">Document</th>
          <th scope="col">Expected</th>
          <th scope="col">Needed</th>
          <th scope="col">Holds for</th>
          <th scope="col">Do</th>
        </tr>
      </thead>
      <tbody>{byTitle(props.items).map((one) => row(one, props))}</tbody>
    </table>
  );
}

function row(one: Requirement, { projectId, may, view }: TableProps) {
  const waits = one.state === "unconfirmed";
  const effect = view?.effects.find(({ id }) => id === one.id);
  const act = (key: string, label: string) => (
    <a class="btn sm" href={`?do=${key}&which=${one.id}`}>
      {label}
      <span class="vh">{one.title}</span>
    </a>
  );
  return (
    <tr>
      <th scope="row" class="wrap">
        {waits && may.edit
          ? (
            <label class="tick">
              <input
                type="checkbox"
                name="chosen"
                value={chosenText(one)}
                checked={view?.refused?.chosen.includes(chosenText(one))}
              />
              <span>{one.title}</span>
            </label>
          )
          : one.title}
        <span class="src">
          {[one.artifactNumber, KIND_WORDS[one.kind]].filter(Boolean).join(", ")}
        </span>
        {waits && one.basis && <span class="src">{suggestedWords(one.basis)}</span>}
        {effect && (
          <Status
            state={effect.lacking > 0 ? "risk" : "info"}
            word="Once confirmed"
            reason={effectWords(effect, one.level)}
          />
        )}
      </th>
      <td class="wrap full">
        {levelWords(one.level)}
        {one.countries && <span class="src">only in {one.countries.join(", ")}</span>}
      </td>
      <td class="wrap full">
        {one.neededFor
          ? `before the ${NEEDED_WORDS[one.neededFor]}`
          : <span class="text-ink-3 hide">no step</span>}
      </td>
      <td class="full">
        {one.validMonths === null
          ? <span class="text-ink-3 hide">as each version says</span>
          : plural(one.validMonths, "month")}
      </td>
      <td class="full">
        <span class="filters">
          {waits && may.edit && act("confirm", "Confirm")}
          {may.edit && act("edit", "Edit")}
          {may.remove && act("remove", "Remove")}
          <Ask
            {...{
              projectId,
              kind: "document_requirement",
              id: one.id,
              of: one.title,
              look: "small",
            }}
          />
        </span>
      </td>
    </tr>
  );
}
