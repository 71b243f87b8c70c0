/** What is kept about a person, and what happened to the account lately. */
import type { AccountFacts } from "@/lib/identity/model.ts";
import { eventWords } from "@/lib/identity/words.ts";
import { formatMoment } from "../format.ts";
import { Widget } from "../widget.tsx";

export function YourData({ facts }: { facts: AccountFacts }) {
  return (
    <Widget id="w-data" title="Your data">
      <p class="text-ink-2">
        Since{" "}
        {formatMoment(facts.since)}. The file has your profile, memberships, sessions, what you did
        in the trail, and your intake answers, as JSON.
      </p>
      <p class="mt-3 flex gap-2 flex-wrap">
        <a class="btn" href="/account/data">Download my data</a>
        <a class="btn danger" href="/account/delete">Delete my account</a>
      </p>
    </Widget>
  );
}

export function Events({ facts }: { facts: AccountFacts }) {
  return (
    <Widget id="w-events" title="Security of this account">
      {facts.events.length === 0
        ? <p class="text-ink-2">Nothing was changed so far.</p>
        : (
          <ul class="rows plain">
            {facts.events.map((event) => (
              <li>
                <span>
                  {eventWords(event.what)}
                  {event.detail && <small>{event.detail}</small>}
                </span>
                <small class="whitespace-nowrap">{formatMoment(event.at)}</small>
              </li>
            ))}
          </ul>
        )}
    </Widget>
  );
}
