/** The entries themselves, linked as a chain at the left. */
import type { ActivityEvent } from "@/lib/activity/model.ts";
import { momentParts, shortened, shortHash } from "../format.ts";
import { By } from "../marks.tsx";
import { changes, type Reading } from "./changes.ts";
import { EntryDetails, exactly, Line } from "./entry.tsx";
import { deedWords, recordHref, recordName } from "./names.ts";

export interface LogProps {
  events: ActivityEvent[];
  reading: Reading;
  /** Ids of records that can be opened. */
  there: ReadonlySet<string>;
  organizationId: string;
  /** Name the study of each entry. */
  studies: boolean;
  /** Lines at the top and at the bottom of each printed page. */
  print: { head: string; foot: string };
}

export function Log(props: LogProps) {
  const { events, reading, print } = props;
  return (
    <table class="log">
      <caption class="vh">Audit trail, newest first</caption>
      <thead>
        <tr class="on-paper">
          <td colSpan={7}>{print.head}</td>
        </tr>
        <tr>
          <th scope="col">
            <span class="vh">Chain</span>
          </th>
          <th scope="col">Time, {reading.zone}</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">From and to</th>
          <th scope="col">Reason</th>
          <th scope="col" class="hash">Entry</th>
        </tr>
      </thead>
      <tbody>{events.map((event) => entryRow(event, props))}</tbody>
      <tfoot class="on-paper">
        <tr>
          <td colSpan={7}>{print.foot}</td>
        </tr>
      </tfoot>
    </table>
  );
}

const FIELDS_SHOWN = 6;
/** A new or removed record is named; a few of its fields are enough. */
const FIELDS_OF_WHOLE = 2;

function entryRow(event: ActivityEvent, props: LogProps) {
  const { reading } = props;
  const { date, time } = momentParts(event.at, reading.zone);
  const fields = event.action === "read" ? [] : changes(event.before, event.after, true);
  const shown = fields.slice(0, event.action === "update" ? FIELDS_SHOWN : FIELDS_OF_WHOLE);
  return (
    <tr id={`entry-${event.seq}`}>
      <td class="lk">
        <i />
      </td>
      <td class="when whitespace-nowrap text-ink-2">
        <time dateTime={event.at} title={exactly(event.at)}>
          {date} {time}
          <span class="vh">, exactly {exactly(event.at)}</span>
        </time>
      </td>
      <td>
        <Actor event={event} />
      </td>
      <td class="what">
        <What event={event} {...props} />
      </td>
      <td class="chg">
        {shown.map((change) => (
          <span>
            <span class="text-ink-3">{change.field}</span>{" "}
            <Line change={change} reading={reading} />
          </span>
        ))}
        {fields.length > shown.length && (
          <span class="text-xs text-ink-3">and {fields.length - shown.length} more</span>
        )}
        <EntryDetails event={event} reading={reading} />
      </td>
      <td class="why text-ink-2">
        <Reason event={event} />
      </td>
      <td class="hash">
        <code title={event.hash}>{shortHash(event.hash, 2)}</code>
      </td>
    </tr>
  );
}

function What(
  { event, reading, there, organizationId, studies }: LogProps & { event: ActivityEvent },
) {
  const name = recordName(event.entity, event.before, event.after) ??
    (Object.hasOwn(reading.labels, event.entityId) ? reading.labels[event.entityId]!.name : null);
  const words = shortened(name ?? `record ${event.entityId.slice(0, 8)}`, 90);
  const href = there.has(event.entityId) ? recordHref(event, organizationId) : null;
  const { deed, record } = deedWords(event.action, event.entity);
  const study = studies && event.projectId && event.entity !== "projects" &&
    reading.labels[event.projectId]?.name;
  return (
    <>
      <span class="font-medium">{deed}</span> {record}
      {href
        ? <a class="src link" href={href} aria-current="false">{words}</a>
        : <span class="src">{words}</span>}
      {study && <span class="src">in {shortened(study, 60)}</span>}
      {event.restricted && <span class="src">restricted</span>}
    </>
  );
}

function Actor({ event }: { event: ActivityEvent }) {
  const name = event.actor?.name ?? "A former member";
  if (event.actorKind === "system") return <By hand="rule" name="System" />;
  if (event.entity === "proposals" && event.after?.origin === "rule") {
    return (
      <>
        <By hand="rule" name="Rule" />
        <span class="src">asked by {name}</span>
      </>
    );
  }
  if (event.actorKind === "agent") {
    return (
      <>
        <By hand="agent" name="Agent" />
        {event.onBehalfOf && <span class="src">for {name}</span>}
      </>
    );
  }
  return <By hand="human" name={name} />;
}

/** What an approval wrote names its proposal, which is a link here. */
function Reason({ event: { reason, projectId } }: { event: ActivityEvent }) {
  const [, id, said] = /^proposal ([0-9a-f-]{36})(?:: ([^]*))?$/.exec(reason ?? "") ?? [];
  if (!id || !projectId) return <>{reason}</>;
  return (
    <>
      <a class="link" href={`/projects/${projectId}/proposals?id=${id}`}>Proposal</a>
      {said && `: ${said}`}
    </>
  );
}
