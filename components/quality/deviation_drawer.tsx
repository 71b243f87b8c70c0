/** A deviation with all that is recorded of it, and what can be done about it. */
import type { Deviation } from "@/lib/quality/page_model.ts";
import { Ask } from "../ask.tsx";
import { DrawerFrame } from "../drawer.tsx";
import { formatDate } from "../format.ts";
import { mayAct } from "./acts.ts";
import { DeviationStatus } from "./deviations.tsx";
import { hrefOf, type Place } from "./place.ts";
import { CATEGORY_WORDS, SEVERITY_WORDS } from "./words.ts";

interface DrawerProps {
  deviation: Deviation;
  place: Place;
  can: Record<string, string[]>;
  projectId: string;
}

export function DeviationDrawer({ deviation, place, can, projectId }: DrawerProps) {
  const { siteId, siteName, capaId, capaTitle } = deviation;
  const base = `/projects/${projectId}`;
  const act = (key: string) => hrefOf(place, { do: key, row: deviation.id });
  const may = (key: string) => mayAct(can, key);
  return (
    <DrawerFrame
      id="deviation"
      title={deviation.title}
      close={hrefOf(place, { deviation: "" })}
    >
      <p class="mt-2">
        <DeviationStatus row={deviation} />
      </p>
      {deviation.description && (
        <p class="text-ink-2 whitespace-pre-line mt-3">{deviation.description}</p>
      )}
      <dl class="kv mt-5">
        <dt>Category</dt>
        <dd>{CATEGORY_WORDS[deviation.category]}</dd>
        <dt>Severity</dt>
        <dd>{deviation.severity ? SEVERITY_WORDS[deviation.severity] : "not judged yet"}</dd>
        <dt>Site</dt>
        <dd>
          {siteId && siteName
            ? <a class="link" href={`${base}/sites/${siteId}`}>{siteName}</a>
            : "no single site"}
        </dd>
        <dt>Participant</dt>
        <dd>{deviation.subjectCode ?? "no single one"}</dd>
        {DAYS.map(([field, label, none]) => (
          <>
            <dt>{label}</dt>
            <dd>{deviation[field] === null ? none : formatDate(deviation[field])}</dd>
          </>
        ))}
        <dt>Resolution</dt>
        <dd class="whitespace-pre-line">{deviation.resolution ?? "not written down"}</dd>
        <dt>Answered by</dt>
        <dd>
          {capaId
            ? (
              <a class="link" href={`${base}/quality/capas/${capaId}`}>
                {capaTitle ?? "an action"}
              </a>
            )
            : "no action"}
        </dd>
        <dt>Owner</dt>
        <dd>{deviation.ownerName ?? "nobody"}</dd>
      </dl>
      <p class="flex gap-2 flex-wrap mt-5">
        {deviation.state === "open" && may("resolve") && (
          <a class="btn primary" href={act("resolve")}>Resolve</a>
        )}
        {may("edit-deviation") && <a class="btn" href={act("edit-deviation")}>Correct</a>}
        <Ask projectId={projectId} kind="deviation" id={deviation.id} of={deviation.title} />
      </p>
    </DrawerFrame>
  );
}

const DAYS = [
  ["occurredOn", "Occurred", "not known"],
  ["foundOn", "Found", "not known"],
  ["reportedOn", "Reported", "not known"],
  ["dueOn", "To be resolved by", "no day set"],
  ["resolvedOn", "Resolved", "not yet"],
] as const;
