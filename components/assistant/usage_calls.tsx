/** The last calls of the ledger, and one of them with all that is kept of it. */
import type { AiCall, CallsPage, FactRow } from "@/lib/assistant/usage_model.ts";
import { DrawerFrame } from "../drawer.tsx";
import { formatMoment, formatNumber, plural, shortHash } from "../format.ts";
import { Pager } from "../pager.tsx";
import { Widget } from "../widget.tsx";
import { callCost, figureWords, outcomeWords, purposeOf, rowHref, seconds } from "./usage_words.ts";

interface CallsProps {
  calls: CallsPage;
  titles: Record<string, string>;
  /** Of an organisation: studies are named. */
  whole: boolean;
  asOf: string;
  /** The address with these parts of the query changed. */
  hrefOf(changes: Record<string, string>): string;
  /** This is not the first page. */
  later: boolean;
}

const purpose = (call: AiCall, titles: Record<string, string>) =>
  purposeOf({ operation: call.operation, tab: call.tabType }, titles);

export function Calls({ calls, titles, whole, asOf, hrefOf, later }: CallsProps) {
  const { items, nextCursor } = calls;
  return (
    <Widget
      id="calls"
      title="Calls"
      span={12}
      foot={{
        formula: "the ledger, newest first",
        asOf,
        source: `${plural(items.length, "call")} here`,
      }}
    >
      <table class="tbl cards">
        <caption class="vh">Calls of the model, newest first</caption>
        <thead>
          <tr>
            <th scope="col">When and what for</th>
            <th scope="col">Person</th>
            <th scope="col">Ended</th>
            <th scope="col" class="r">Tokens in, out</th>
            <th scope="col" class="r">Cost</th>
            <th scope="col" class="r">Time</th>
            <th scope="col" class="r">Figures not in the facts</th>
          </tr>
        </thead>
        <tbody>
          {items.map((call) => (
            <tr key={call.id}>
              <th scope="row" class="full">
                <a href={hrefOf({ call: call.id })}>{formatMoment(call.at)}</a>
                <span class="src">
                  {[
                    whole && call.project.name,
                    purpose(call, titles),
                    call.sectionKey,
                  ].filter(Boolean).join(", ")}
                </span>
              </th>
              <td class="hide">{call.by.name ?? "somebody who left"}</td>
              <td class="full">
                {outcomeWords(call.outcome)}
                {call.model && <span class="src">{call.model}</span>}
              </td>
              <td class="r hide">
                {`${formatNumber(call.inputTokens)}, ${formatNumber(call.outputTokens)}`}
              </td>
              <td class="r">{callCost(call)}</td>
              <td class="r hide">{seconds(call.latencyMs)}</td>
              <td class="r hide">{figureWords(call)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Pager
        back={later ? { href: hrefOf({ cursor: "" }), label: "First page" } : null}
        next={nextCursor && hrefOf({ cursor: nextCursor })}
      />
    </Widget>
  );
}

interface CallProps {
  call: AiCall;
  /** As far as the reader may see them. */
  facts: FactRow[];
  titles: Record<string, string>;
  close: string;
}

/** One call: what it was told, what came of it, by hash; never a text. */
export function CallDrawer({ call, facts, titles, close }: CallProps) {
  const gate = Object.entries(call.gateCounts);
  const hidden = call.facts - facts.length;
  return (
    <DrawerFrame id="call" title={purpose(call, titles)} close={close}>
      <dl class="kv mt-5">
        <dt>When</dt>
        <dd>{formatMoment(call.at)}</dd>
        <dt>For</dt>
        <dd>{call.by.name ?? "somebody who left"}</dd>
        <dt>Study</dt>
        <dd>
          <a class="link" href={`/projects/${call.project.id}`}>{call.project.name}</a>
        </dd>
        {call.sectionKey && (
          <>
            <dt>Section</dt>
            <dd>{call.sectionKey}</dd>
          </>
        )}
        <dt>Ended</dt>
        <dd>{outcomeWords(call.outcome)}</dd>
        <dt>Model</dt>
        <dd>{call.model ?? "none was asked"}</dd>
        <dt>Prompt</dt>
        <dd>
          {call.promptVersion ?? "none"}
          {call.promptSha256 && <code class="src">{shortHash(call.promptSha256, 16)}</code>}
        </dd>
        <dt>Answer</dt>
        <dd>
          {call.responseSha256
            ? <code class="src">{shortHash(call.responseSha256, 16)}</code>
            : "none"}
        </dd>
        <dt>Tokens</dt>
        <dd>{`${formatNumber(call.inputTokens)} in, ${formatNumber(call.outputTokens)} out`}</dd>
        <dt>Cost</dt>
        <dd>{callCost(call)}</dd>
        <dt>Time</dt>
        <dd>{seconds(call.latencyMs)}</dd>
        <dt>Figures not in the facts</dt>
        <dd>{figureWords(call)}</dd>
        <dt>Taken out</dt>
        <dd>
          {gate.length === 0
            ? "nothing"
            : gate.map(([name, n]) => `${name.replaceAll(/[_-]/g, " ")} ${formatNumber(n)}`)
              .join(", ")}
        </dd>
      </dl>
      <h3 class="mt-7">Rows it was told of</h3>
      {call.facts === 0 && <p class="hint">None.</p>}
      <ul class="rows plain">
        {facts.map(({ kind, id, label }) => {
          const href = rowHref(call.project.id, kind, id);
          return (
            <li key={`${kind} ${id}`}>
              {href ? <a class="link" href={href}>{label}</a> : label}
            </li>
          );
        })}
      </ul>
      {hidden > 0 && (
        <p class="hint">{`${plural(hidden, "row")} more: gone since, or not yours to see`}</p>
      )}
    </DrawerFrame>
  );
}
