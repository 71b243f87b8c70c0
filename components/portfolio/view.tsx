/** The portfolio: what needs a decision, then the studies, found and filtered by the address. */
import type { PortfolioPage } from "@/lib/projects/model.ts";
import { ActionList } from "../action_list.tsx";
import { queryOf } from "../filter_bar.tsx";
import { formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { PageHead } from "../shell.tsx";
import { actionsOf, pendingAction, worstFirst } from "../study/actions.ts";
import { Empty, Widget } from "../widget.tsx";
import { type PortfolioFilter, StudyFilters } from "./filter.tsx";
import { StudyTable } from "./table.tsx";

interface PortfolioProps {
  page: PortfolioPage;
  filter: PortfolioFilter;
  /** UTC timestamp of the reading. */
  asOf: string;
  /** Every decision, not the first few. */
  whole: boolean;
}

const ACTIONS_SHOWN = 5;

export function Portfolio({ page, filter, asOf, whole }: PortfolioProps) {
  const mayCreate = page.organizations.some((one) => one.mayCreate);
  const filtered = filter.q !== "" || filter.status !== "" || filter.archived ||
    filter.cursor !== "";
  const isNew = page.projects.length === 0 && !filtered;
  return (
    <>
      <PageHead
        title="Portfolio"
        sub={isNew || page.total === null ? undefined : plural(page.total, "study", "studies")}
        acts={
          <>
            <OrganizationLinks page={page} />
            {mayCreate && !isNew && (
              <a class="btn primary" href="/projects/new" aria-current="false">
                <Icon name="plus" />Study
              </a>
            )}
          </>
        }
      />
      <div class="grid-12">
        {isNew ? <FirstStudy mayCreate={mayCreate} /> : (
          <>
            {!filtered && <Decisions page={page} asOf={asOf} whole={whole} />}
            <Studies page={page} filter={filter} filtered={filtered} asOf={asOf} />
          </>
        )}
      </div>
    </>
  );
}

/** The pages of the one organisation, or the list of several. */
function OrganizationLinks({ page: { organizations } }: Pick<PortfolioProps, "page">) {
  const [only, another] = organizations;
  const link = (href: string, label: string) => (
    <a class="btn" href={href} aria-current="false">{label}</a>
  );
  if (!only) return null;
  if (another) return link("/organizations", "Organisations");
  const home = `/organizations/${only.id}`;
  return (
    <>
      {link(home, "Organisation")}
      {link(`${home}/members`, "Members")}
      {only.maySeeActivity && link(`${home}/activity`, "Activity")}
    </>
  );
}

function FirstStudy({ mayCreate }: { mayCreate: boolean }) {
  return (
    <Widget id="first" title="Studies" span={12}>
      <Empty title="No study yet">
        {mayCreate
          ? (
            <>
              <p class="text-ink-2">
                Give an NCT number, paste a registry record or drop its file. You see every field
                with its source before anything is saved.
              </p>
              <p class="mt-3 flex items-center gap-4">
                <a class="btn primary" href="/projects/new" aria-current="false">Import a study</a>
                <a class="link" href="/projects/new#by-hand" aria-current="false">
                  Create one by hand
                </a>
              </p>
            </>
          )
          : (
            <p class="text-ink-2">
              Studies appear here when somebody makes you a member of one.
            </p>
          )}
      </Empty>
    </Widget>
  );
}

function Decisions({ page, asOf, whole }: Pick<PortfolioProps, "page" | "asOf" | "whole">) {
  const today = asOf.slice(0, 10);
  const all = worstFirst(
    page.projects.filter((study) => !study.archivedAt).flatMap((study) =>
      [
        ...(study.pending ? [pendingAction(study.id, study.nctId, null)] : []),
        ...actionsOf(study, today),
      ].map((action) => ({ ...action, study: study.name }))
    ),
  );
  if (all.length === 0) return null;
  const shown = whole ? all : all.slice(0, ACTIONS_SHOWN);
  return (
    <Widget
      id="decisions"
      title="Needs a decision"
      span={12}
      note={`${shown.length} of ${all.length} open`}
      tools={shown.length < all.length && (
        <a class="link text-xs" href="?decisions=all">{`All ${formatNumber(all.length)}`}</a>
      )}
      foot={{
        formula: "6 rules over each study listed below, worst first",
        asOf,
        source: plural(page.projects.length, "study", "studies"),
      }}
    >
      <ActionList actions={shown} />
    </Widget>
  );
}

interface StudiesProps extends Omit<PortfolioProps, "whole"> {
  filtered: boolean;
}

function Studies({ page, filter, filtered, asOf }: StudiesProps) {
  return (
    <Widget
      id="studies"
      title={filter.archived ? "Archived studies" : "Studies"}
      span={12}
      tools={<StudyFilters filter={filter} filtered={filtered} />}
      foot={{
        formula: "status and dates as recorded; newest first",
        asOf,
        source: plural(page.projects.length, "row"),
      }}
    >
      {page.projects.length === 0
        ? (
          <Empty title="No study fits">
            <p class="text-ink-2">
              Nothing matches these filters. <a class="link" href="/projects">Clear them</a>
            </p>
          </Empty>
        )
        : <StudyTable studies={page.projects} />}
      {page.nextCursor && (
        <p class="pager">
          <a class="btn sm" href={`?${queryOf({ ...filter, cursor: page.nextCursor })}`}>
            Next<Icon name="right" />
          </a>
        </p>
      )}
    </Widget>
  );
}
