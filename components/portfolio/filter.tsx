/** The filter bar of the portfolio. */
import { enumWords } from "@/lib/projects/words.ts";
import { Icon } from "../icons.tsx";

/** The state of the filter bar, all of it in the address. */
export interface PortfolioFilter {
  q: string;
  status: string;
  archived: boolean;
  cursor: string;
}

const STATUSES = [
  "NOT_YET_RECRUITING",
  "RECRUITING",
  "ENROLLING_BY_INVITATION",
  "ACTIVE_NOT_RECRUITING",
  "SUSPENDED",
  "COMPLETED",
  "TERMINATED",
  "WITHDRAWN",
  "UNKNOWN",
];

export function FilterBar({ filter, filtered }: { filter: PortfolioFilter; filtered: boolean }) {
  const archived = query({ ...filter, archived: !filter.archived, cursor: "" });
  return (
    <form class="filters" action="/projects">
      <label class="vh" for="q">Find a study</label>
      <input
        class="in find-in"
        id="q"
        name="q"
        type="search"
        placeholder="Name, condition, NCT"
        value={filter.q}
        data-slash
      />
      <label class="chip pick-one">
        Status
        <select name="status">
          <option value="">any</option>
          {STATUSES.map((status) => (
            <option value={status} selected={status === filter.status}>{enumWords(status)}</option>
          ))}
        </select>
        <Icon name="down" />
      </label>
      {filter.archived && <input type="hidden" name="archived" value="1" />}
      <button type="submit" class="btn sm">Show</button>
      <a class="chip" href={`?${archived}`} aria-current={filter.archived ? "true" : undefined}>
        Archived
      </a>
      {filtered && <a class="link text-xs" href="?">Clear</a>}
    </form>
  );
}

/** The filter as a query string, without what is not set. */
export function query(filter: PortfolioFilter): string {
  const params = new URLSearchParams();
  if (filter.q) params.set("q", filter.q);
  if (filter.status) params.set("status", filter.status);
  if (filter.archived) params.set("archived", "1");
  if (filter.cursor) params.set("cursor", filter.cursor);
  return params.toString();
}
