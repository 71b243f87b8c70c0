/** The audit trail of a study or an organisation: every change, who made it, for whom and why. */
import type { ActivityView, ChainState } from "@/lib/activity/model.ts";
import { queryOf } from "../filter_bar.tsx";
import type { FieldError } from "../form.tsx";
import { formatMoment, formatNumber, plural, shortHash } from "../format.ts";
import { Icon } from "../icons.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Foot } from "../widget.tsx";
import { BrokenBand, Chain, VerifyForm } from "./chain.tsx";
import { type ActivityFilter, FILTERS, Filters } from "./filters.tsx";
import { Log } from "./log.tsx";

interface ActivityProps {
  activity: ActivityView;
  filter: ActivityFilter;
  /** Of parts of the filter that cannot be used, and were not. */
  errors: FieldError[];
  /** UTC timestamp of the reading. */
  asOf: string;
}

export function Activity({ activity, filter, errors, asOf }: ActivityProps) {
  const { project, organization, events, zone, labels, there, choices, chain } = activity;
  const api = project ? `/api/projects/${project.id}` : `/api/organizations/${organization.id}`;
  const { cursor: _, ...limits } = filter;
  const query = queryOf(limits);
  return (
    <>
      <BrokenBand chain={chain} zone={zone} />
      <PageHead
        title="Activity"
        sub={project
          ? "Every change, who made it, for whom and why. Entries cannot be edited or removed by anyone."
          : "Every change in the organisation and its studies that you may see. Entries cannot be edited or removed by anyone."}
        acts={
          <>
            <a
              class="btn"
              href={`${api}/activity.csv${query && errors.length === 0 ? `?${query}` : ""}`}
              aria-current="false"
              download
            >
              <Icon name="dl" />Export
            </a>
            <VerifyForm chain={chain} />
          </>
        }
      />
      <div class="grid-12">
        <Chain chain={chain} zone={zone} />
        <div class="c12">
          <Filters filter={filter} choices={choices} errors={errors} zone={zone} />
          {events.length === 0 ? <None filter={filter} /> : (
            <Log
              events={events}
              reading={{ zone, labels }}
              there={new Set(there)}
              organizationId={organization.id}
              studies={project === null}
              print={{
                head: [
                  organization.name,
                  project?.name,
                  "audit trail",
                  `as of ${formatMoment(asOf, zone)}`,
                ].filter(Boolean).join(" · "),
                foot: headLine(chain),
              }}
            />
          )}
          <Foot
            formula="each entry holds the hash of the one before it; newest first"
            asOf={asOf}
            source={`${plural(events.length, "entry", "entries")} here`}
            link={activity.nextCursor
              ? { href: `?${queryOf({ ...filter, cursor: activity.nextCursor })}`, label: "Older" }
              : undefined}
          />
        </div>
      </div>
    </>
  );
}

/** The chain's head in one line, for paper. */
function headLine({ seq, hash, check }: ChainState): string {
  const standing = check === null
    ? "not verified"
    : check.state === "intact"
    ? `intact to entry ${formatNumber(check.upto)} on ${formatMoment(check.checkedAt)}`
    : check.state === "broken"
    ? `BROKEN at entry ${check.brokenAt === null ? "of the head" : formatNumber(check.brokenAt)}`
    : "being verified";
  return `Chain head: entry ${formatNumber(seq)}, ${shortHash(hash, 16)} · ${standing}`;
}

function None({ filter }: { filter: ActivityFilter }) {
  const limited = FILTERS.some((name) => filter[name] !== "") || filter.cursor !== "";
  return (
    <Empty title={limited ? "No entry fits" : "Nothing was changed yet"}>
      <p class="text-ink-2">
        {limited
          ? "There is nothing within these limits."
          : "Changes appear here as they are made."}
        {limited && (
          <>
            {" "}
            <a class="link" href="?">Clear them</a>
          </>
        )}
      </p>
    </Empty>
  );
}
