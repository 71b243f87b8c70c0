/** One row a study: how it stands by its record, by its plan and by its counts, and when. */
import type { ProjectSummary } from "@/lib/projects/model.ts";
import type { Standing } from "@/lib/projects/portfolio_model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import { formatDate, plural } from "../format.ts";
import { Status } from "../marks.tsx";
import { kindWords, standOf } from "../words.ts";
import { budgetOf, documentsOf, qualityOf } from "@/lib/portfolio/records_model.ts";
import { enrolledOfTarget, enrollmentOf, scheduleOf } from "@/lib/portfolio/standing_model.ts";

interface StudyTableProps {
  studies: ProjectSummary[];
  standings: Record<string, Standing>;
  today: string;
}

export function StudyTable({ studies, standings, today }: StudyTableProps) {
  return (
    <table class="tbl cards">
      <caption class="vh">Studies with status, schedule, enrollment, records and dates</caption>
      <thead>
        <tr>
          <th scope="col">Study</th>
          <th scope="col">Status</th>
          <th scope="col">Schedule</th>
          <th scope="col">Enrolled of target</th>
          <th scope="col">Documents, quality, budget</th>
          <th scope="col" class="r opt">Sites</th>
          <th scope="col" class="r opt">Primary completion</th>
        </tr>
      </thead>
      <tbody>{studies.map((study) => studyRow(study, standings[study.id], today))}</tbody>
    </table>
  );
}

/** A function, not a component: keyed components leave their keys in the page. */
function studyRow(study: ProjectSummary, standing: Standing | undefined, today: string) {
  const condition = study.conditions[0];
  return (
    <tr>
      <th scope="row" class="full">
        <a href={`/projects/${study.id}`}>{study.name}</a>
        <span class="src">{[kindWords(study), condition].filter(Boolean).join(" · ")}</span>
        <span class="src">{study.nctId ?? "by hand"}</span>
      </th>
      <td class="full">
        <Status
          state={standOf(study.status)}
          word={study.status ? enumWords(study.status) : "Unknown"}
          reason={study.status ? null : "no source gives it"}
        />
      </td>
      <td class="full status-c">{standing && <Schedule standing={standing} />}</td>
      <td class="full status-c">
        {standing && <Enrollment id={study.id} standing={standing} today={today} />}
      </td>
      <td class="full status-c">{standing && <Records id={study.id} standing={standing} />}</td>
      <td class="r hide opt">
        {study.siteCount
          ? plural(study.siteCount, "site")
          : <span class="text-ink-3">not known</span>}
        {study.countryCount > 1 && (
          <span class="src">{plural(study.countryCount, "country", "countries")}</span>
        )}
      </td>
      <td class="r hide opt">
        <DateCell date={study.primaryCompletionDate} />
      </td>
    </tr>
  );
}

function Schedule({ standing }: { standing: Standing }) {
  const { next } = standing.schedule;
  return (
    <>
      <Status {...scheduleOf(standing)} />
      {next && <span class="src">{`Next: ${next.title}, ${formatDate(next.dueOn)}`}</span>}
    </>
  );
}

/** Each leads to its page; who may not read the budget sees none. */
function Records({ id, standing }: { id: string; standing: Standing }) {
  const parts = [
    ["documents", "Documents", documentsOf(standing)],
    ["quality", "Quality", qualityOf(standing)],
    ["budget", "Budget", budgetOf(standing)],
  ] as const;
  return (
    <>
      {parts.map(([path, label, stand]) =>
        stand && (
          <span class="src">
            <a href={`/projects/${id}/${path}`}>{label}</a> <Status {...stand} />
          </span>
        )
      )}
    </>
  );
}

/** The count leads to its proof: the page of enrollment has the rows that it is made of. */
function Enrollment({ id, standing, today }: { id: string; standing: Standing; today: string }) {
  const { enrollment } = standing;
  return (
    <>
      <span class="whitespace-nowrap">
        <Bar {...enrollment} />
        <a class="proof" href={`/projects/${id}/enrollment`} aria-current="false">
          {enrolledOfTarget(standing)}
          <span class="vh">enrolled of target, show the counts</span>
        </a>
      </span>
      <Status {...enrollmentOf(standing, today)} />
    </>
  );
}

/** Enrolled as a bar, plan to date as a tick, both of the target. */
function Bar({ enrolled, planned, target }: Standing["enrollment"]) {
  if (!target) return null;
  const part = (n: number) => Math.min(100, Math.round(1000 * n / target) / 10);
  return (
    <svg class="bar mini" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect class="t" y="3" width="100" height="6" />
      {enrolled !== null && <rect class="b" y="3" width={part(enrolled)} height="6" />}
      {planned !== null && <line x1={part(planned)} x2={part(planned)} y1="0" y2="12" />}
    </svg>
  );
}

function DateCell({ date }: { date: ProjectSummary["startDate"] }) {
  if (!date) return <span class="text-ink-3">not known</span>;
  return (
    <>
      {formatDate(date.value)}
      {date.type && <span class="src">{date.type.toLowerCase()}</span>}
    </>
  );
}
