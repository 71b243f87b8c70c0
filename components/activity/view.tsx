/** The audit trail: every change, who made it, for whom and why, and whether the chain holds. */
import type { ActivityEvent, ActivityPage, ChainVerdict } from "@/lib/activity/model.ts";
import { queryOf } from "../filter_bar.tsx";
import { formatMoment, formatNumber, shortHash } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Foot, Widget } from "../widget.tsx";
import { entityWords } from "./changes.ts";
import { Log } from "./log.tsx";

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
            <a class="btn" href={`?${queryOf({ ...filter, verify: true })}`}>
              {verdict ? "Verify again" : "Verify"}
            </a>
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
              ? { href: `?${queryOf({ ...filter, cursor: page.nextCursor })}`, label: "Older" }
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
