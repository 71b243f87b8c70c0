/** The audit trail: every change, who made it, for whom and why, and whether the chain holds. */
import type { ActivityEvent, ActivityPage, ChainVerdict } from "@/lib/activity/model.ts";
import { formatMoment, formatNumber, momentParts, shortHash } from "../format.ts";
import { Icon } from "../icons.tsx";
import { By, FromTo, Status } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Foot, Widget } from "../widget.tsx";
import { actionWords, changedFields, entityWords, recordName } from "./changes.ts";

export interface ActivityFilter {
  entity: string;
  from: string;
  to: string;
  cursor: string;
}

interface ActivityProps {
  projectId: string;
  page: ActivityPage;
  filter: ActivityFilter;
  /** Given when the reader asked to verify. */
  verdict: ChainVerdict | null;
  /** UTC timestamp of the reading. */
  asOf: string;
}

const ENTITIES = [
  "projects",
  "import_runs",
  "study_dates",
  "arms",
  "interventions",
  "outcomes",
  "eligibility_criteria",
  "sites",
  "contacts",
  "milestones",
  "project_members",
];

export function Activity({ projectId, page, filter, verdict, asOf }: ActivityProps) {
  return (
    <>
      <PageHead
        title="Activity"
        sub="Every change, who made it, for whom and why. Entries cannot be edited or removed by anyone."
        acts={
          <>
            <a
              class="btn"
              href={`/api/projects/${projectId}/activity.csv`}
              aria-current="false"
              download
            >
              <Icon name="dl" />Export
            </a>
            <a class="btn" href="?verify=1">{verdict ? "Verify again" : "Verify"}</a>
          </>
        }
      />
      <div class="grid-12">
        <Chain verdict={verdict} newest={page.events[0]} asOf={asOf} />
        <Filters filter={filter} />
        <div class="c12">
          {page.events.length === 0
            ? (
              <Empty title="No entry fits">
                <p class="text-ink-2">
                  Nothing was changed within these limits. <a class="link" href="?">Clear them</a>
                </p>
              </Empty>
            )
            : <Log events={page.events} />}
          <Foot
            formula="each entry holds the hash of the one before it; newest first"
            asOf={asOf}
            source={`${formatNumber(page.events.length)} entries here`}
            link={page.nextCursor
              ? { href: `?${filterQuery({ ...filter, cursor: page.nextCursor })}`, label: "Older" }
              : undefined}
          />
        </div>
      </div>
    </>
  );
}

interface ChainProps {
  verdict: ChainVerdict | null;
  newest: ActivityEvent | undefined;
  asOf: string;
}

function Chain({ verdict, newest, asOf }: ChainProps) {
  return (
    <Widget id="chain" title="Chain" span={4}>
      {verdict === null
        ? <Status state="unk" word="Not verified" reason="in this view; Verify recomputes it" />
        : verdict.ok
        ? <Status state="ok" word="Intact" reason="every entry matches the one before" />
        : (
          <Status
            state="crit"
            word="Broken"
            reason={verdict.brokenAt
              ? `at entry ${formatNumber(verdict.brokenAt)}`
              : "the head kept elsewhere is not in it"}
          />
        )}
      <dl class="kv mt-3 text-xs">
        {verdict
          ? (
            <>
              <dt>Entries</dt>
              <dd>{formatNumber(verdict.length)} in the organisation</dd>
              <dt>Head</dt>
              <dd>
                <code>{verdict.head ? `${shortHash(verdict.head, 4)} …` : "none"}</code>
              </dd>
              <dt>Kept elsewhere</dt>
              <dd>
                {verdict.outsideHead
                  ? `entry ${formatNumber(verdict.outsideHead.seq)}, ${
                    formatMoment(verdict.outsideHead.at)
                  }`
                  : "no head recorded yet"}
              </dd>
              <dt>Verified</dt>
              <dd>{formatMoment(asOf)}</dd>
            </>
          )
          : newest && (
            <>
              <dt>Newest here</dt>
              <dd>entry {formatNumber(newest.seq)}</dd>
              <dt>Hash</dt>
              <dd>
                <code>{shortHash(newest.hash, 4)} …</code>
              </dd>
            </>
          )}
      </dl>
    </Widget>
  );
}

function Filters({ filter }: { filter: ActivityFilter }) {
  const set = filter.entity || filter.from || filter.to || filter.cursor;
  return (
    <Widget id="limits" title="Show" span={8}>
      <form class="flex flex-wrap items-end gap-3">
        <div class="field">
          <label for="entity">Record</label>
          <select class="in" id="entity" name="entity">
            <option value="">any</option>
            {ENTITIES.map((entity) => (
              <option value={entity} selected={entity === filter.entity}>
                {entityWords(entity)}
              </option>
            ))}
          </select>
        </div>
        <div class="field w-34">
          <label for="from">From</label>
          <input
            class="in"
            id="from"
            name="from"
            inputMode="numeric"
            placeholder="2026-01-31"
            aria-describedby="from-h"
            value={filter.from}
          />
        </div>
        <div class="field w-34">
          <label for="to">To</label>
          <input
            class="in"
            id="to"
            name="to"
            inputMode="numeric"
            placeholder="2026-12-31"
            aria-describedby="from-h"
            value={filter.to}
          />
        </div>
        <button type="submit" class="btn">Show</button>
        {set && <a class="btn quiet" href="?">Clear</a>}
      </form>
      <p class="hint" id="from-h">Year, month, day; both days are included. Times are UTC.</p>
    </Widget>
  );
}

export function filterQuery(filter: ActivityFilter): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value) params.set(name, value);
  return params.toString();
}

function Log({ events }: { events: ActivityEvent[] }) {
  return (
    <table class="log">
      <caption class="vh">Audit trail, newest first</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="vh">Chain</span>
          </th>
          <th scope="col">Time, UTC</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">From and to</th>
          <th scope="col">Reason</th>
          <th scope="col" class="hash">Entry</th>
        </tr>
      </thead>
      <tbody>{events.map(entryRow)}</tbody>
    </table>
  );
}

const FIELDS_SHOWN = 6;
/** A new or removed record is named; a few of its fields are enough. */
const FIELDS_OF_WHOLE = 2;

function entryRow(event: ActivityEvent) {
  const { date, time } = momentParts(event.at);
  const fields = changedFields(event.before, event.after);
  const shown = fields.slice(0, event.action === "update" ? FIELDS_SHOWN : FIELDS_OF_WHOLE);
  return (
    <tr>
      <td class="lk">
        <i />
      </td>
      <td class="when whitespace-nowrap text-ink-2">
        {date} {time}
      </td>
      <td class="whitespace-nowrap">
        <Actor event={event} />
      </td>
      <td>
        <span class="font-medium">{actionWords(event.action)}</span>{" "}
        {entityWords(event.entity).toLowerCase()}
        <span class="src">{recordName(event.before, event.after)}</span>
      </td>
      <td class="chg">
        {shown.map((changed) => (
          <span>
            <span class="text-ink-3">{changed.field}</span>{" "}
            <FromTo from={changed.from} to={changed.to} />
          </span>
        ))}
        {fields.length > shown.length && (
          <span class="text-xs text-ink-3">and {fields.length - shown.length} more</span>
        )}
      </td>
      <td class="text-ink-2">{event.reason}</td>
      <td class="hash">
        <code title={event.hash}>{shortHash(event.hash, 2)}</code>
      </td>
    </tr>
  );
}

function Actor({ event }: { event: ActivityEvent }) {
  const name = event.actor?.name ?? "A former member";
  if (event.actorKind === "system") return <By hand="rule" name="System" />;
  if (event.actorKind === "agent") {
    return (
      <>
        <By hand="agent" name="Agent" />
        {event.onBehalfOf && <span class="src">for a member</span>}
      </>
    );
  }
  return <By hand="human" name={name} />;
}
