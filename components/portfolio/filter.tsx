/** The filter bar of the portfolio. */
import { FilterBar, PickOne, queryOf } from "../filter_bar.tsx";
import { STUDY_STATUS_OPTIONS } from "../options.ts";

/** The state of the filter bar, all of it in the address. */
export interface PortfolioFilter {
  q: string;
  status: string;
  archived: boolean;
  cursor: string;
}

interface StudyFiltersProps {
  filter: PortfolioFilter;
  filtered: boolean;
}

export function StudyFilters({ filter, filtered }: StudyFiltersProps) {
  const archived = queryOf({ ...filter, archived: !filter.archived, cursor: "" });
  return (
    <FilterBar
      find="Find a study"
      placeholder="Name, condition, NCT"
      q={filter.q}
      filtered={filtered}
      after={
        <a class="chip" href={`?${archived}`} aria-current={filter.archived ? "true" : undefined}>
          Archived
        </a>
      }
    >
      <PickOne
        name="status"
        label="Status"
        value={filter.status}
        options={STUDY_STATUS_OPTIONS}
      />
      {filter.archived && <input type="hidden" name="archived" value="1" />}
    </FilterBar>
  );
}
