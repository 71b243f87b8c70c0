/** Which view, which rows: all of it in the address. */
import { type Phase, PHASE_WORDS, type Plan, STATUS_WORDS } from "@/lib/planning/model.ts";
import { PickOne } from "../filter_bar.tsx";
import { Icon } from "../icons.tsx";
import { hrefOf, isFiltered, type PlanQuery, type View, VIEWS } from "./query.ts";
import { hiddenField } from "./texts.tsx";

const VIEW_WORDS: Record<View, string> = { gantt: "Timeline", list: "List", board: "Board" };
const NONE = { value: "none", label: "none" };

export function Views({ query }: { query: PlanQuery }) {
  return (
    <nav class="seg" aria-label="View">
      {VIEWS.map((view) => (
        <a href={hrefOf(query, { view })} aria-current={view === query.view ? "page" : "false"}>
          {VIEW_WORDS[view]}
        </a>
      ))}
    </nav>
  );
}

/** A filter that is on or off. */
function chip(query: PlanQuery, changes: Partial<PlanQuery>, on: boolean, label: string) {
  return (
    <a class="chip" href={hrefOf(query, changes)} aria-current={on ? "true" : "false"}>{label}</a>
  );
}

export function Filters({ plan, query }: { plan: Plan; query: PlanQuery }) {
  const show = (value: string) => ({ show: query.show === value ? "" : value });
  const gantt = query.view === "gantt";
  const sites = new Map(
    plan.tasks.flatMap(({ siteId, siteName }) => siteId ? [[siteId, siteName ?? "Site"]] : []),
  );
  return (
    <>
      {chip(query, show("critical"), query.show === "critical", "Critical path")}
      {chip(query, show("late"), query.show === "late", "Late")}
      {gantt && plan.baseline &&
        chip(
          query,
          { base: query.base === "none" ? "" : "none" },
          query.base !== "none",
          plan.baseline.name,
        )}
      <details class="pop" open={isFiltered({ ...query, show: "" })}>
        <summary class="chip">
          <Icon name="filter" />Filter
        </summary>
        <form class="filters">
          {hidden(query)}
          <label class="vh" for="q">Find an item</label>
          <input
            class="in find-in"
            id="q"
            name="q"
            type="search"
            placeholder="Title"
            value={query.q}
            data-slash
          />
          <PickOne
            name="owner"
            label="Owner"
            value={query.owner}
            options={[NONE, ...plan.people.map(({ id, name }) => ({ value: id, label: name }))]}
          />
          <PickOne
            name="phase"
            label="Phase"
            value={query.phase}
            options={[
              ...Object.entries(PHASE_WORDS).map(([value, label]) => ({ value, label })),
              NONE,
            ]}
          />
          {sites.size > 0 && (
            <PickOne
              name="site"
              label="Site"
              value={query.site}
              options={[...sites].map(([value, label]) => ({ value, label }))}
            />
          )}
          <PickOne
            name="status"
            label="Status"
            value={query.status}
            options={Object.entries(STATUS_WORDS).map(([value, label]) => ({ value, label }))}
          />
          <button type="submit" class="btn sm">Show</button>
          {isFiltered(query) && (
            <a
              class="link text-xs"
              href={hrefOf(query, { q: "", owner: "", phase: "", site: "", status: "", show: "" })}
            >
              Clear
            </a>
          )}
        </form>
      </details>
      {gantt && zoomLinks(query)}
      {gantt && <Key baseline={query.base !== "none" ? plan.baseline?.name ?? null : null} />}
    </>
  );
}

function hidden({ view, show, sort, dir, base }: PlanQuery) {
  return Object.entries({ view, show, sort, dir, base }).filter(([, value]) => value)
    .map(([name, value]) => hiddenField(name, value));
}

function zoomLinks(query: PlanQuery) {
  return (
    <span class="seg zoom only-wide" role="group" aria-label="Width of the timeline">
      {[1, 2, 4].map((zoom) => (
        <a href={hrefOf(query, { zoom })} aria-current={zoom === query.zoom ? "true" : "false"}>
          <span class="vh">Zoom</span>
          {zoom}×
        </a>
      ))}
    </span>
  );
}

function Key({ baseline }: { baseline: string | null }) {
  const box = { y: 1, width: 28, height: 10 };
  return (
    <ul class="key only-wide" aria-label="How to read the chart">
      <li>
        <svg aria-hidden="true">
          <rect class="bar-c" {...box} />
        </svg>Critical path
      </li>
      <li>
        <svg aria-hidden="true">
          <rect class="bar-n" {...box} />
        </svg>Has slack
      </li>
      {baseline && (
        <li>
          <svg aria-hidden="true">
            <line class="base" y1="6" y2="6" x2="28" />
          </svg>
          {baseline}
        </li>
      )}
      <li>
        <svg aria-hidden="true">
          <rect class="fc" x=".5" y="1" width="27" height="10" />
        </svg>Forecast
      </li>
      <li>
        <svg aria-hidden="true">
          <line class="slack" y1="6" y2="6" x2="28" />
        </svg>Slack
      </li>
    </ul>
  );
}

export const phaseOptions = (): { value: Phase | ""; label: string }[] => [
  { value: "", label: "None" },
  ...Object.entries(PHASE_WORDS).map(([value, label]) => ({ value: value as Phase, label })),
];
