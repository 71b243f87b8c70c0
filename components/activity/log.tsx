/** The entries themselves, linked as a chain at the left. */
import type { ActivityEvent } from "@/lib/activity/model.ts";
import { momentParts, shortHash } from "../format.ts";
import { By, FromTo } from "../marks.tsx";
import { actionWords, changedFields, entityWords, recordName } from "./changes.ts";

export function Log({ events }: { events: ActivityEvent[] }) {
  return (
    <table class="log">
      <caption class="vh">Audit trail, newest first</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="vh">Chain</span>
          </th>
          <th scope="col">Time, UTC</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">From and to</th>
          <th scope="col">Reason</th>
          <th scope="col" class="hash">Entry</th>
        </tr>
      </thead>
      <tbody>{events.map(entryRow)}</tbody>
    </table>
  );
}

const FIELDS_SHOWN = 6;
/** A new or removed record is named; a few of its fields are enough. */
const FIELDS_OF_WHOLE = 2;

function entryRow(event: ActivityEvent) {
  const { date, time } = momentParts(event.at);
  const fields = changedFields(event.before, event.after);
  const shown = fields.slice(0, event.action === "update" ? FIELDS_SHOWN : FIELDS_OF_WHOLE);
  return (
    <tr>
      <td class="lk">
        <i />
      </td>
      <td class="when whitespace-nowrap text-ink-2">
        {date} {time}
      </td>
      <td class="whitespace-nowrap">
        <Actor event={event} />
      </td>
      <td>
        <span class="font-medium">{actionWords(event.action)}</span>{" "}
        {entityWords(event.entity).toLowerCase()}
        <span class="src">{recordName(event.entity, event.before, event.after)}</span>
      </td>
      <td class="chg">
        {shown.map((changed) => (
          <span>
            <span class="text-ink-3">{changed.field}</span>{" "}
            <FromTo from={changed.from} to={changed.to} />
          </span>
        ))}
        {fields.length > shown.length && (
          <span class="text-xs text-ink-3">and {fields.length - shown.length} more</span>
        )}
      </td>
      <td class="text-ink-2">{event.reason}</td>
      <td class="hash">
        <code title={event.hash}>{shortHash(event.hash, 2)}</code>
      </td>
    </tr>
  );
}

function Actor({ event }: { event: ActivityEvent }) {
  const name = event.actor?.name ?? "A former member";
  if (event.actorKind === "system") return <By hand="rule" name="System" />;
  if (event.actorKind === "agent") {
    return (
      <>
        <By hand="agent" name="Agent" />
        {event.onBehalfOf && <span class="src">for a member</span>}
      </>
    );
  }
  return <By hand="human" name={name} />;
}
