/** The budget of a study: totals of each currency first, what needs somebody, then every line. */
import {
  type Booking,
  type Budget as BudgetFacts,
  type BudgetRights,
  CATEGORIES,
  DRIVERS,
  type Line,
  LINES_ON_PAGE,
  STANDS,
} from "@/lib/budget/model.ts";
import { FORMULA } from "@/lib/budget/words.ts";
import { CsvLinks } from "../csv/link.tsx";
import { FilterBar, PickOne } from "../filter_bar.tsx";
import { formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Pager } from "../pager.tsx";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, NoneFits, Widget } from "../widget.tsx";
import { LineDrawer, TotalDrawer } from "./drawer.tsx";
import { Needs } from "./needs.tsx";
import { LineTable, TotalsTable } from "./tables.tsx";
import { CATEGORY_WORDS, DRIVER_WORDS, hrefOf, type Place, STAND_WORDS } from "./words.ts";

export interface BudgetView {
  projectId: string;
  budget: BudgetFacts;
  may: BudgetRights;
  opened: { line: Line; bookings: Booking[] } | null;
  place: Place;
  said: string | null;
  asOf: string;
}

export function Budget(view: BudgetView) {
  const { budget, may, opened, place, asOf } = view;
  const { totals, count, needs, needing } = budget;
  const proven = totals.find(({ currency }) => currency === place.proof);
  return (
    <>
      <PageHead
        title="Budget"
        sub={count === 0
          ? undefined
          : `${plural(count, "line")} in ${totals.map((one) => one.currency).join(", ")}`}
        acts={
          <>
            <CsvLinks projectId={view.projectId} kind="budget" mayImport={may.add && may.edit} />
            {count > 0 && (
              <CsvLinks
                projectId={view.projectId}
                kind="budget_actuals"
                mayImport={may.add && may.edit}
                of="bookings"
              />
            )}
            {may.add && (
              <a class="btn" href={hrefOf(place, { do: "add" })}>
                <Icon name="plus" />Line
              </a>
            )}
          </>
        }
      />
      {count > 0 && (
        <Widget
          id="totals"
          title="Totals"
          note="each currency on its own"
          foot={{ formula: FORMULA, asOf, source: plural(count, "line") }}
        >
          <TotalsTable totals={totals} place={place} />
        </Widget>
      )}
      {needing > 0 && (
        <div class="mt-9">
          <Widget
            id="needs"
            title="Needs somebody"
            note={needing > needs.length
              ? `the worst ${formatNumber(needs.length)} of ${formatNumber(needing)}`
              : plural(needing, "line")}
            foot={{
              formula: "forecast over 10 % above plan; booked above plan; no milestone or start " +
                "that drives it; bookings without quantities",
              asOf,
            }}
          >
            <Needs lines={needs} place={place} mayEdit={may.edit} />
          </Widget>
        </div>
      )}
      <div class={count > 0 ? "mt-9" : undefined}>
        <Lines {...view} />
      </div>
      {opened && !place.do && (
        <LineDrawer {...opened} {...{ projectId: view.projectId, may, place, asOf }} />
      )}
      {proven && !opened && <TotalDrawer total={proven} place={place} asOf={asOf} />}
      <Said text={view.said} />
    </>
  );
}

function Lines({ budget, place, may, asOf }: BudgetView) {
  const { lines, total, count } = budget;
  const { from } = place;
  const next = from + lines.length;
  return (
    <Widget
      id="lines"
      title="Lines"
      note={`${formatNumber(total)} of ${formatNumber(count)}`}
      tools={count > 0 && <Filters budget={budget} place={place} />}
      foot={count === 0 ? undefined : {
        formula: "by category; solid is booked, dashed the forecast, the tick the plan",
        asOf,
        source: plural(lines.length, "row"),
      }}
    >
      {lines.length > 0
        ? <LineTable lines={lines} place={place} />
        : count === 0
        ? (
          <Empty title="No budget yet">
            <p class="text-ink-2">
              A line says what something costs each time a milestone is reached, a visit is done, a
              site is activated or a month is over, and how often that is planned. Forecast and
              variance follow from it and from what is booked.
            </p>
            {may.add && (
              <p class="mt-4">
                <a class="btn primary" href={hrefOf(place, { do: "add" })}>Add the first line</a>
              </p>
            )}
          </Empty>
        )
        : <NoneFits what="line" clear="?" />}
      <Pager
        back={from > 0
          ? { href: hrefOf(place, { from: Math.max(0, from - LINES_ON_PAGE) }) }
          : null}
        next={next < total ? hrefOf(place, { from: next }) : null}
      />
    </Widget>
  );
}

function Filters({ budget, place }: Pick<BudgetView, "budget" | "place">) {
  const { q, category, driver, currency, stand } = place;
  return (
    <FilterBar
      find="Find a line"
      placeholder="Words of its title"
      q={q}
      filtered={[q, category, driver, currency, stand].some(Boolean)}
    >
      <PickOne
        name="category"
        label="Category"
        value={category}
        options={CATEGORIES.map((value) => ({ value, label: CATEGORY_WORDS[value] }))}
      />
      <PickOne
        name="driver"
        label="Driver"
        value={driver}
        options={DRIVERS.map((value) => ({ value, label: DRIVER_WORDS[value] }))}
      />
      <PickOne
        name="currency"
        label="Currency"
        value={currency}
        options={budget.totals.map((one) => ({ value: one.currency, label: one.currency }))}
      />
      <PickOne
        name="stand"
        label="Needs"
        value={stand}
        options={STANDS.map((value) => ({ value, label: STAND_WORDS[value] }))}
      />
    </FilterBar>
  );
}
