/** The portfolio: what needs a decision, then the studies, found and filtered by the address. */
import type { MyActions } from "@/lib/actions/model.ts";
import type { PortfolioPage } from "@/lib/projects/portfolio_model.ts";
import { Mine } from "../actions/mine.tsx";
import { queryOf } from "../filter_bar.tsx";
import { plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Pager } from "../pager.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, NoneFits, Widget } from "../widget.tsx";
import { type PortfolioFilter, StudyFilters } from "./filter.tsx";
import { StudyTable } from "./table.tsx";

interface PortfolioProps {
  page: PortfolioPage;
  filter: PortfolioFilter;
  /** UTC timestamp of the reading. */
  asOf: string;
  /** What is the reader's; null where the page is filtered. */
  mine: MyActions | null;
  /** All of it, not the first few. */
  whole: boolean;
}

export function Portfolio({ page, filter, asOf, mine, whole }: PortfolioProps) {
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
            {mine && <Mine mine={mine} asOf={asOf} whole={whole} />}
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

interface StudiesProps extends Omit<PortfolioProps, "whole" | "mine"> {
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
        formula:
          "end of the plan against the baseline; newest counts against a line from first to last participant in (tick); newest study first",
        asOf,
        source: plural(page.projects.length, "row"),
      }}
    >
      {page.projects.length === 0 ? <NoneFits what="study" clear="/projects" /> : (
        <StudyTable
          studies={page.projects}
          standings={page.standings ?? {}}
          today={asOf.slice(0, 10)}
        />
      )}
      <Pager next={page.nextCursor && `?${queryOf({ ...filter, cursor: page.nextCursor })}`} />
    </Widget>
  );
}
