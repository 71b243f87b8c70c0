/** One row a study: how it stands, how large it is, when. */
import type { ProjectSummary } from "@/lib/projects/model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import { formatDate, formatNumber, plural } from "../format.ts";
import { Status } from "../marks.tsx";
import { kindWords, standOf } from "../words.ts";

export function StudyTable({ studies }: { studies: ProjectSummary[] }) {
  return (
    <table class="tbl cards">
      <caption class="vh">Studies with status, size and dates</caption>
      <thead>
        <tr>
          <th scope="col">Study</th>
          <th scope="col">Status</th>
          <th scope="col" class="r">Target</th>
          <th scope="col" class="r">Sites</th>
          <th scope="col" class="r opt">Start</th>
          <th scope="col" class="r opt">Primary completion</th>
          <th scope="col" class="opt">Record</th>
        </tr>
      </thead>
      <tbody>{studies.map(studyRow)}</tbody>
    </table>
  );
}

function studyRow(study: ProjectSummary) {
  const none = <span class="text-ink-3">not known</span>;
  const condition = study.conditions[0];
  return (
    <tr>
      <th scope="row" class="full">
        <a href={`/projects/${study.id}`}>{study.name}</a>
        <span class="src">{[kindWords(study), condition].filter(Boolean).join(" · ")}</span>
      </th>
      <td class="full">
        <Status
          state={standOf(study.status)}
          word={study.status ? enumWords(study.status) : "Unknown"}
          reason={study.status ? null : "no source gives it"}
        />
      </td>
      <td class="r hide">
        {study.targetEnrollment === null ? none : formatNumber(study.targetEnrollment)}
      </td>
      <td class="r hide">
        {study.siteCount ? formatNumber(study.siteCount) : none}
        {study.countryCount > 1 && (
          <span class="src">{plural(study.countryCount, "country", "countries")}</span>
        )}
      </td>
      <td class="r hide opt">
        <DateCell date={study.startDate} />
      </td>
      <td class="r hide opt">
        <DateCell date={study.primaryCompletionDate} />
      </td>
      <td class="hide opt text-ink-2 whitespace-nowrap">
        {study.nctId ?? <span class="text-ink-3">by hand</span>}
      </td>
    </tr>
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
