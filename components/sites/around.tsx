/** What stands beside the gate of a site: counts, tasks, public contacts, the newest changes. */
import type { Contact, Dossier, Enrollment, Entry, SiteTask } from "@/lib/sites/model.ts";
import { enumWords, fieldWords } from "@/lib/projects/words.ts";
import { entityWords } from "../activity/names.ts";
import { formatDate, formatMoment, formatNumber, plural } from "../format.ts";
import { By } from "../marks.tsx";
import { Widget } from "../widget.tsx";

interface CountsProps {
  dossier: Dossier;
  projectId: string;
  asOf: string;
}

const COUNTS: [keyof Enrollment, string][] = [
  ["prescreened", "Prescreened"],
  ["screened", "Screened"],
  ["screenFailed", "Screening failed"],
  ["enrolled", "Enrolled"],
  ["withdrawn", "Withdrawn"],
  ["completed", "Completed"],
];

export function Counts({ dossier: { enrollment, site }, projectId, asOf }: CountsProps) {
  const target = site.targetEnrollment;
  return (
    <Widget
      id="counts"
      title="Enrollment"
      note={enrollment ? `as of ${formatDate(enrollment.asOf)}` : undefined}
      tools={
        <a class="link text-xs" href={`/projects/${projectId}/enrollment`} aria-current="false">
          All sites
        </a>
      }
      foot={{
        formula: "the newest snapshot of the site",
        asOf,
        source: plural(enrollment?.snapshots ?? 0, "snapshot"),
      }}
    >
      {enrollment
        ? (
          <dl class="kv lined">
            {COUNTS.filter(([name]) => enrollment[name] !== null).map(([name, label]) => (
              <>
                <dt>{label}</dt>
                <dd class="text-right">
                  <a class="proof" href="?proof=counts">{formatNumber(Number(enrollment[name]))}</a>
                  {name === "enrolled" && target !== null && (
                    <span class="text-ink-3">{` of ${formatNumber(target)}`}</span>
                  )}
                </dd>
              </>
            ))}
          </dl>
        )
        : (
          <p class="text-ink-2">
            Not counted yet{target === null ? "" : `; the target is ${formatNumber(target)}`}.
          </p>
        )}
    </Widget>
  );
}

export function Tasks({ tasks, projectId }: { tasks: Dossier["tasks"]; projectId: string }) {
  return (
    <Widget
      id="tasks"
      title="Tasks of this site"
      note={tasks.total > tasks.items.length
        ? `${tasks.items.length} of ${tasks.total}`
        : undefined}
      tools={
        <a class="link text-xs" href={`/projects/${projectId}/plan`} aria-current="false">Plan</a>
      }
    >
      {tasks.items.length === 0
        ? <p class="text-ink-2">None. A task of the plan can be given to a site.</p>
        : (
          <ul class="rows plain">
            {tasks.items.map((task) => (
              <li>
                <span>
                  <b>{task.title}</b>
                  <small>{task.ownerName ?? "nobody owns it"}</small>
                </span>
                <small class="whitespace-nowrap">{taskDay(task)}</small>
              </li>
            ))}
          </ul>
        )}
    </Widget>
  );
}

function taskDay(task: SiteTask): string {
  if (task.actualFinish) return `done ${formatDate(task.actualFinish)}`;
  if (task.forecastFinish) return `forecast ${formatDate(task.forecastFinish)}`;
  if (task.actualStart) return `begun ${formatDate(task.actualStart)}`;
  return task.plannedStart ? `starts ${formatDate(task.plannedStart)}` : "no day";
}

export function Contacts({ contacts }: { contacts: Contact[] }) {
  if (contacts.length === 0) return null;
  return (
    <Widget id="contacts" title="Public contacts" note="as the registry publishes them">
      <ul class="rows plain">
        {contacts.map((one) => (
          <li>
            <span>
              <b>{one.name ?? "Not named"}</b>
              <small>
                {[one.role && enumWords(one.role), one.affiliation].filter(Boolean).join(", ")}
              </small>
              <small>
                {one.phone && <a href={`tel:${one.phone.replace(/[^\d+]/g, "")}`}>{one.phone}</a>}
                {one.phoneExt && ` ext. ${one.phoneExt}`}
                {one.phone && one.email && ", "}
                {one.email && <a href={`mailto:${one.email}`}>{one.email}</a>}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </Widget>
  );
}

const VERBS: Record<string, string> = { insert: "added", update: "changed", delete: "removed" };

export function Lately({ entries, projectId }: { entries: Entry[]; projectId: string }) {
  return (
    <Widget
      id="lately"
      title="Lately"
      tools={
        <a class="link text-xs" href={`/projects/${projectId}/activity`} aria-current="false">
          Every change
        </a>
      }
    >
      {entries.length === 0 && <p class="text-ink-2">Nothing yet.</p>}
      <ul class="stack text-xs text-ink-2">
        {entries.map((entry) => (
          <li>
            <By
              hand={entry.actorKind === "system" ? "rule" : entry.actorKind}
              name={entry.actorName ??
                (entry.actorKind === "system" ? "System" : "A former member")}
            />{" "}
            {entryWords(entry)}
            <span class="src">
              {formatMoment(entry.at)}
              {entry.reason && `: ${entry.reason}`}
            </span>
          </li>
        ))}
      </ul>
    </Widget>
  );
}

const KEPT = new Set(["row_version", "updated_at", "updated_by", "field_sources"]);

function entryWords({ action, entity, name, fields }: Entry): string {
  const what = name
    ? `${entityWords(entity).toLowerCase()} ${name}`
    : entityWords(entity).toLowerCase();
  const changed = fields.filter((field) => !KEPT.has(field)).map((field) =>
    fieldWords(field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()))
      .toLowerCase()
  );
  const of = changed.length > 0
    ? `: ${changed.slice(0, 3).join(", ")}${changed.length > 3 ? " …" : ""}`
    : "";
  return `${VERBS[action] ?? action} ${what}${of}`;
}
