/** What is expected: the rules of the study, suggestions first until somebody stands up for them. */
import { KIND_WORDS, NEEDED_WORDS } from "@/lib/documents/model.ts";
import { plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
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
  may: { add: boolean; edit: boolean; remove: boolean };
  said: string | null;
  asOf: string;
}

const levelWords = (level: string | null) =>
  LEVEL_OPTIONS.find(({ value }) => value === (level ?? "STUDY"))?.label ?? "";

export function Requirements({ projectId, items, may, said, asOf }: RequirementsView) {
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
          <Table items={suggested} may={may} />
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
            ? <Table items={confirmed} may={may} />
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

const byTitle = (items: Requirement[]) =>
  items.toSorted((a, b) => a.title.localeCompare(b.title, "en"));

function Table({ items, may }: Pick<RequirementsView, "items" | "may">) {
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
      <tbody>{byTitle(items).map((one) => <Row key={one.id} one={one} may={may} />)}</tbody>
    </table>
  );
}

function Row({ one, may }: { one: Requirement; may: RequirementsView["may"] }) {
  const waits = one.state === "unconfirmed";
  const act = (key: string, label: string) => (
    <a class="btn sm" href={`?do=${key}&which=${one.id}`}>
      {label}
      <span class="vh">{one.title}</span>
    </a>
  );
  return (
    <tr>
      <th scope="row" class="wrap">
        {one.title}
        <span class="src">
          {[one.artifactNumber, KIND_WORDS[one.kind]].filter(Boolean).join(", ")}
        </span>
        {waits && <Status state="unk" word="Unconfirmed" reason={one.basis} />}
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
        </span>
      </td>
    </tr>
  );
}
