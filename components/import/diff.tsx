/** The study as it stands beside a newer record: one row a field, and what shall stand. */
import { CHANGE_GROUPS, type FieldChange } from "@/lib/imports/model.ts";
import type { Provenance } from "@/lib/projects/provenance_model.ts";
import { formatNumber, momentParts, plural } from "../format.ts";
import { By, Pointer } from "../marks.tsx";
import { Foot } from "../widget.tsx";
import {
  type DiffShow,
  filterChanges,
  isPersons,
  jsonWords,
  ROWS_SHOWN,
  secondLook,
  takenByDefault,
} from "./change.ts";

export interface DiffView {
  changes: FieldChange[];
  /** Values in the record, differing or not. */
  fieldCount: number;
  show: DiffShow;
  group: string | null;
  /** Number of the import that set most of what stands. */
  importNo: number | null;
  asOf: string;
}

/** The part list at the left: how many fields differ in each part. */
export function DiffGroups({ changes, show, group }: Pick<DiffView, "changes" | "show" | "group">) {
  const groups = CHANGE_GROUPS.map((name) => ({
    name,
    count: changes.filter((change) => change.group === name).length,
  })).filter(({ count }) => count > 0);
  return (
    <nav class="modlist" aria-label="Parts of the record">
      <a href={`?show=${show}`} aria-current={group === null ? "true" : undefined}>
        All parts
        <span class="n">
          <b>{formatNumber(changes.length)}</b>
        </span>
      </a>
      {groups.map(({ name, count }) => (
        <a
          href={`?show=${show}&part=${name}`}
          aria-current={group === name ? "true" : undefined}
        >
          {title(name)}
          <span class="n">
            <b>{formatNumber(count)}</b>
          </span>
        </a>
      ))}
      <p class="text-xs text-ink-3 mt-3">Fields that differ</p>
    </nav>
  );
}

function title(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const SHOWS: { show: DiffShow; label: string }[] = [
  { show: "differing", label: "Differing" },
  { show: "new", label: "New" },
  { show: "removed", label: "Gone" },
  { show: "conflicts", label: "Set by a person" },
];

export function DiffTable(view: DiffView) {
  const { changes, fieldCount, show, group, importNo, asOf } = view;
  const rows = filterChanges(changes, show, group);
  const shown = rows.slice(0, ROWS_SHOWN);
  const same = Math.max(0, fieldCount - changes.length);
  const part = group ? `&part=${group}` : "";
  return (
    <section aria-labelledby="df-t">
      <div class="w-h">
        <h2 id="df-t">{plural(changes.length, "field differs", "fields differ")}</h2>
        <div class="tools filters">
          {SHOWS.map((one) => (
            <a
              class="chip"
              href={`?show=${one.show}${part}`}
              aria-current={one.show === show ? "true" : undefined}
            >
              {one.label} {formatNumber(filterChanges(changes, one.show, group).length)}
            </a>
          ))}
        </div>
      </div>
      <table class="tbl inset cards diffs">
        <caption class="vh">Differences between the study and the registry record</caption>
        <thead>
          <tr>
            <th scope="col">Field and where it stands</th>
            <th scope="col">Study now</th>
            <th scope="col">Record</th>
            <th scope="col">Last set by</th>
            <th scope="col">Decision</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((change, index) => diffRow(change, index, importNo))}
        </tbody>
      </table>
      {shown.length === 0 && <p class="text-ink-2 mt-3">No field of this kind differs.</p>}
      {shown.length < rows.length && (
        <p class="text-ink-2 mt-3">
          {plural(rows.length - shown.length, "more field")} come after these are decided.
        </p>
      )}
      <Foot
        formula={`compared by value; ${plural(same, "field")} are the same and stay untouched`}
        asOf={asOf}
      />
    </section>
  );
}

function diffRow(change: FieldChange, index: number, importNo: number | null) {
  const mine = isPersons(change);
  const now = jsonWords(change.from);
  const record = change.to === null ? "gone from the record" : jsonWords(change.to);
  return (
    <tr class={mine ? "sel" : undefined}>
      <th scope="row" class="full">
        {change.label}
        {change.pointer
          ? <Pointer path={change.pointer} />
          : <span class="src">not in the record any more</span>}
      </th>
      <td>
        {change.from === null ? <span class="text-ink-3">none</span> : <del class="now">{now}</del>}
      </td>
      <td>
        <ins class="rec">{change.kind === "added" ? `New: ${record}` : record}</ins>
      </td>
      <td class="text-xs text-ink-2">
        <SetBy source={change.setBy} importNo={importNo} />
      </td>
      <td class="dec">
        {mine
          ? (
            <fieldset>
              <legend class="vh">{change.label}: choose</legend>
              <label class="pick">
                <input type="radio" name={`choice-${index}`} value="keep" checked />Keep ours
              </label>
              <label class="pick">
                <input type="radio" name={`choice-${index}`} value={change.path} />Take
              </label>
            </fieldset>
          )
          : (
            <label class="pick">
              <input
                type="checkbox"
                name="take"
                value={change.path}
                checked={takenByDefault(change)}
              />
              <span>
                Take<span class="vh">{change.label}</span>
              </span>
            </label>
          )}
      </td>
    </tr>
  );
}

function SetBy({ source, importNo }: { source: Provenance | null; importNo: number | null }) {
  if (!source) return <span class="text-ink-3">nobody yet</span>;
  if (source.kind === "import") {
    return <By hand="rule" name={importNo === null ? "Import" : `Import ${importNo}`} />;
  }
  return (
    <>
      <By hand="human" name={source.by?.name ?? "A member"} />
      <br />
      {source.kind === "confirmed" ? "confirmed" : "changed"}
      {source.at && ` ${momentParts(source.at).date}`}
    </>
  );
}

/** What should not be taken without looking: it is left unticked. */
export function SecondLook({ changes }: { changes: FieldChange[] }) {
  const found = changes.map((change) => ({ change, why: secondLook(change) }))
    .filter(({ why }) => why !== null);
  if (found.length === 0) return null;
  return (
    <section class="w" aria-labelledby="look">
      <div class="w-h">
        <h2 id="look">Worth a second look</h2>
      </div>
      <ul class="rows plain">
        {found.slice(0, 8).map(({ change, why }) => (
          <li>
            <span>
              <b>{change.label}</b>
              <small>{why}</small>
            </span>
          </li>
        ))}
      </ul>
      {found.length > 8 && (
        <p class="text-xs text-ink-3 mt-2">{plural(found.length - 8, "more")} left unticked</p>
      )}
    </section>
  );
}
