/** What the assistant used: of a study, or of an organisation with its limit of the day. */
import type { ComponentChildren } from "preact";
import {
  type AiCall,
  type CallsPage,
  type FactRow,
  PERIODS,
  type Usage,
} from "@/lib/assistant/usage_model.ts";
import { PickOne, queryOf } from "../filter_bar.tsx";
import { errorOf, type FieldError, Problems } from "../form.tsx";
import { formatDate, formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
import { Opinions } from "./opinions.tsx";
import { Calls } from "./usage_calls.tsx";
import { footOf, UsageTables } from "./usage_tables.tsx";
import { costWords, figureWords, PERIOD_WORDS, seconds } from "./usage_words.ts";

/** As in the address; "" where not set. */
export type UsageTyped = Record<"period" | "from" | "to" | "person" | "cursor", string>;

export interface UsageView {
  usage: Usage;
  calls: CallsPage;
  titles: Record<string, string>;
  typed: UsageTyped;
  /** Of parts of the filter that cannot be used, and were not. */
  errors: FieldError[];
  /** Of an organisation: what may be used in a day, and is. */
  limit: { perDay: number; today: number; settings: string; off: boolean } | null;
  /** Address of the calls as CSV, without the filter. */
  csv: string;
  /** The call that is open, with the rows that it was told of. */
  open: { call: AiCall; facts: FactRow[] } | null;
}

export const usageHref = (typed: UsageTyped, changes: Record<string, string>): string =>
  `?${queryOf({ ...typed, ...changes })}`;

/** @param agents what agents may do, of an organisation */
export function UsagePage(view: UsageView & { agents?: ComponentChildren }) {
  const { usage, calls, titles, typed, limit, csv, agents } = view;
  const whole = limit !== null;
  const { cursor: _, ...limits } = typed;
  const query = queryOf(limits);
  return (
    <>
      <PageHead
        title="Use of AI"
        sub={whole
          ? "What the studies of the organisation asked a model, what it cost, what people think"
          : "What this study asked a model, what it cost, what people think"}
        acts={
          <>
            {agents && <a class="btn" href="#agents" aria-current="false">What agents may do</a>}
            <a
              class="btn"
              href={`${csv}${query && view.errors.length === 0 ? `?${query}` : ""}`}
              aria-current="false"
              download
            >
              <Icon name="dl" />Export
            </a>
          </>
        }
      />
      <Filters {...view} />
      <div class="grid-12">
        {limit && <Limit limit={limit} asOf={usage.asOf} />}
        {usage.total.calls === 0
          ? (
            <div class="c12">
              <Empty title="No model was asked in these days">
                <p class="text-ink-2">
                  Each text that a model writes leaves a line here: for whom, with which facts, and
                  what it cost.
                </p>
              </Empty>
            </div>
          )
          : (
            <>
              <Total usage={usage} />
              <UsageTables usage={usage} titles={titles} whole={whole} />
              <Calls
                calls={calls}
                titles={titles}
                whole={whole}
                asOf={usage.asOf}
                hrefOf={(changes) => usageHref(typed, changes)}
                later={typed.cursor !== ""}
              />
            </>
          )}
        {usage.feedback && <Opinions feedback={usage.feedback} asOf={usage.asOf} whole={whole} />}
        {agents}
      </div>
    </>
  );
}

function Filters({ usage, typed, errors }: UsageView) {
  const people = usage.askers.map(({ id, name }) => ({
    value: id,
    label: name ?? "somebody who left",
  }));
  const filtered = Object.values(typed).some((value) => value !== "");
  return (
    <section aria-labelledby="limits">
      <h2 id="limits" class="vh">What is shown</h2>
      {errors.length > 0 && (
        <div class="mb-3">
          <Problems
            title="Part of the filter cannot be used"
            errors={errors}
            fields={{ from: "From", to: "To" }}
          />
        </div>
      )}
      <form class="filters">
        {typed.period && <input type="hidden" name="period" value={typed.period} />}
        <PickOne name="person" label="Person" value={typed.person} options={people} />
        {(["from", "to"] as const).map((name) => (
          <label class="typed" for={name}>
            {name === "from" ? "From" : "To"}
            <input
              class="in find-in day"
              id={name}
              name={name}
              inputMode="numeric"
              placeholder={usage[name]}
              value={typed[name]}
              maxLength={40}
              aria-invalid={errorOf(errors, name) ? "true" : undefined}
            />
          </label>
        ))}
        <button type="submit" class="btn sm">Show</button>
        {filtered && <a class="link text-xs" href="?">Clear</a>}
      </form>
      <div class="filters mt-3 mb-5">
        {PERIODS.map((period) => (
          <a
            class="chip"
            href={usageHref(typed, { period, from: "", to: "", cursor: "" })}
            aria-current={(typed.period || "30d") === period && !typed.from && !typed.to
              ? "true"
              : "false"}
          >
            {PERIOD_WORDS[period]}
          </a>
        ))}
        <span class="text-xs text-ink-3">
          {`${formatDate(usage.from)} to ${formatDate(usage.to)}, ${usage.zone}`}
        </span>
      </div>
    </section>
  );
}

function Limit(
  { limit, asOf }: { limit: NonNullable<UsageView["limit"]>; asOf: string },
) {
  const { perDay, today, settings, off } = limit;
  return (
    <Widget
      id="limit"
      title="Today's limit"
      span={12}
      foot={{
        formula: "tokens in and out of all calls since 00:00 UTC, against the limit of the day",
        asOf,
        link: { href: settings, label: "Settings" },
      }}
    >
      <p>
        <b>{`${formatNumber(today)} of ${formatNumber(perDay)} tokens`}</b> {off
          ? "AI is switched off: no model is asked."
          : today < perDay
          ? "are used. When all are, no model is asked until 00:00 UTC, and documents show their figures and the texts that they have."
          : "are used: no model is asked until 00:00 UTC. Documents show their figures and the texts that they have."}
      </p>
    </Widget>
  );
}

function Total({ usage }: { usage: Usage }) {
  const { total } = usage;
  return (
    <Widget
      id="total"
      title="In all"
      span={12}
      foot={footOf(usage, "calls, tokens and known cost added up; times of calls of a model")}
    >
      <dl class="kv lined">
        <dt>Calls</dt>
        <dd>
          {`${formatNumber(total.calls)}, of them ${formatNumber(total.cached)} given again and ${
            formatNumber(total.failed)
          } without an answer`}
        </dd>
        <dt>Tokens</dt>
        <dd>{`${formatNumber(total.input)} in, ${formatNumber(total.output)} out`}</dd>
        <dt>Cost</dt>
        <dd>
          {costWords(total)}
          {total.unpriced > 0 && (
            <span class="src">
              {`nobody said what the model costs for ${plural(total.unpriced, "call")}`}
            </span>
          )}
        </dd>
        <dt>Time</dt>
        <dd>
          {`${seconds(total.median)} for half of the calls, ${seconds(total.slow)} for 95 of 100`}
        </dd>
        <dt>Figures not in the facts</dt>
        <dd>{figureWords(total)}</dd>
      </dl>
    </Widget>
  );
}
