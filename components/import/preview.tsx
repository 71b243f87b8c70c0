/** What a record would bring, every part with its place in the record, before anything is saved. */
import type { ComponentChildren } from "preact";
import type { ImportPreview } from "@/lib/imports/model.ts";
import type { PartialDate } from "@/lib/projects/model.ts";
import { dateKindWords, enumWords } from "@/lib/projects/words.ts";
import { formatDate, formatNumber, formatPartial, formatPosition, plural } from "../format.ts";
import { Pointer, Status } from "../marks.tsx";
import { Widget } from "../widget.tsx";
import { kindWords, standOf } from "../words.ts";

export function PreviewCounts({ preview }: { preview: ImportPreview }) {
  const counts = preview.imported;
  const figures: [string, number][] = [
    ["Arms", counts.arms],
    ["Interventions", counts.interventions],
    ["Primary outcomes", counts.primaryOutcomes],
    ["Secondary outcomes", counts.secondaryOutcomes],
    ["Other outcomes", counts.otherOutcomes],
    ["Eligibility items", counts.eligibilityCriteria],
    ["Sites", counts.sites],
    ["Countries", counts.countries],
  ];
  return (
    <section class="w" aria-labelledby="found">
      <div class="w-h">
        <h2 id="found">Found in the record</h2>
        <span class="text-xs text-ink-3">{plural(preview.fieldCount, "value")} in all</span>
      </div>
      <ul class="counts">
        {figures.map(([label, count]) => (
          <li>
            <small>{label}</small>
            <b>{formatNumber(count)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Fact {
  label: string;
  value: ComponentChildren;
  pointer: string;
}

const SECTION = "/protocolSection";

function facts(preview: ImportPreview): Fact[] {
  const date = (value: PartialDate | null) => value && formatPartial(value);
  const status = `${SECTION}/statusModule`;
  return [
    { label: "NCT number", value: preview.nctId, pointer: `${SECTION}/identificationModule/nctId` },
    { label: "Name here", value: preview.name, pointer: `${SECTION}/identificationModule` },
    {
      label: "Title",
      value: preview.title,
      pointer: `${SECTION}/identificationModule/officialTitle`,
    },
    {
      label: "Status",
      value: preview.status &&
        <Status state={standOf(preview.status)} word={enumWords(preview.status)} />,
      pointer: `${status}/overallStatus`,
    },
    { label: "Kind", value: kindWords(preview), pointer: `${SECTION}/designModule` },
    {
      label: "Sponsor",
      value: preview.sponsor,
      pointer: `${SECTION}/sponsorCollaboratorsModule/leadSponsor/name`,
    },
    {
      label: "Conditions",
      value: preview.conditions.join(", "),
      pointer: `${SECTION}/conditionsModule/conditions`,
    },
    {
      label: "Target enrollment",
      value: preview.targetEnrollment === null ? null : formatNumber(preview.targetEnrollment),
      pointer: `${SECTION}/designModule/enrollmentInfo/count`,
    },
    { label: "Study start", value: date(preview.startDate), pointer: `${status}/startDateStruct` },
    {
      label: "Primary completion",
      value: date(preview.primaryCompletionDate),
      pointer: `${status}/primaryCompletionDateStruct`,
    },
    {
      label: "Study completion",
      value: date(preview.completionDate),
      pointer: `${status}/completionDateStruct`,
    },
  ];
}

export function PreviewFacts({ preview }: { preview: ImportPreview }) {
  return (
    <Widget id="facts" title="Identity, status, dates">
      <PointerTable
        caption="Fields and where they stand in the record"
        rows={facts(preview).map((fact) => ({
          name: fact.label,
          value: fact.value || <span class="text-ink-3">not known: the record does not say</span>,
          pointer: fact.pointer,
        }))}
      />
    </Widget>
  );
}

interface PointerRow {
  name: ComponentChildren;
  value: ComponentChildren;
  pointer: string;
}

function PointerTable({ caption, rows }: { caption: string; rows: PointerRow[] }) {
  return (
    <table class="tbl cards">
      <caption class="vh">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" class="w-1/4">Field</th>
          <th scope="col">Value</th>
          <th scope="col" class="w-72">Place in the record</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">{row.name}</th>
            <td class="full">{row.value}</td>
            <td class="full">
              <Pointer path={row.pointer} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Rows of a list in the record: the first ones, and how many more there are. */
const ROWS_SHOWN = 12;

interface PartProps {
  id: string;
  title: string;
  caption: string;
  rows: PointerRow[];
  total: number;
}

function Part({ id, title, caption, rows, total }: PartProps) {
  if (rows.length === 0) return null;
  const shown = rows.slice(0, ROWS_SHOWN);
  return (
    <Widget id={id} title={title} note={`${formatNumber(shown.length)} of ${formatNumber(total)}`}>
      <PointerTable caption={caption} rows={shown} />
    </Widget>
  );
}

export function PreviewParts({ preview }: { preview: ImportPreview }) {
  const { arms, interventions, outcomes, criteria, sites, dates, imported } = preview;
  return (
    <div class="stack">
      <PreviewFacts preview={preview} />
      <Part
        id="p-dates"
        title="Dates"
        caption="Dates with their precision and kind"
        total={dates.length}
        rows={dates.map((date) => ({
          name: dateKindWords(date.kind),
          value: `${formatPartial(date)} · to the ${date.precision}`,
          pointer: date.pointer,
        }))}
      />
      <Part
        id="p-arms"
        title="Arms and interventions"
        caption="Arms and interventions"
        total={arms.length + interventions.length}
        rows={[
          ...arms.map((arm) => ({
            name: arm.label,
            value: arm.type ? `Arm, ${enumWords(arm.type).toLowerCase()}` : "Arm",
            pointer: arm.pointer,
          })),
          ...interventions.map((one) => ({
            name: one.name,
            value: one.type ? `Intervention, ${enumWords(one.type).toLowerCase()}` : "Intervention",
            pointer: one.pointer,
          })),
        ]}
      />
      <Part
        id="p-outcomes"
        title="Outcomes"
        caption="Outcomes"
        total={outcomes.length}
        rows={outcomes.map((one) => ({
          name: one.measure,
          value: [enumWords(one.kind), one.timeFrame].filter(Boolean).join(", "),
          pointer: one.pointer,
        }))}
      />
      <Part
        id="p-criteria"
        title="Eligibility"
        caption="Eligibility items"
        total={imported.eligibilityCriteria}
        rows={criteria.map((one) => ({
          name: enumWords(one.kind),
          value: one.text,
          pointer: one.pointer,
        }))}
      />
      <Part
        id="p-sites"
        title="Sites"
        caption="Sites"
        total={imported.sites}
        rows={sites.map((site) => ({
          name: site.facility ?? site.city ?? "Not named",
          value: [
            [site.city, site.country].filter(Boolean).join(", "),
            site.status && enumWords(site.status),
            site.lat !== null && site.lon !== null && formatPosition(site.lat, site.lon),
          ].filter(Boolean).join(" · "),
          pointer: site.pointer,
        }))}
      />
    </div>
  );
}

/** "Posted 10 Mar 2026". */
export function versionWords(version: string | null): string {
  return version ? `posted ${formatDate(version)}` : "posting date not given";
}
