/** Each site of a page of the list: where it stands, what it lacks, what is next. */
import { type Site, STATE_WORDS } from "@/lib/sites/model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import { formatDate, formatNumber } from "../format.ts";
import { Status } from "../marks.tsx";
import {
  activationVariance,
  isStaffStep,
  placeWords,
  siteTitle,
  stateGlyph,
  stepHref,
  stepWords,
} from "./words.ts";

export interface SiteTableProps {
  projectId: string;
  items: Site[];
  may: { edit: boolean; addStaff: boolean };
  asOf: string;
}

export function SiteTable(view: SiteTableProps) {
  return (
    <table class="tbl cards sites">
      <caption class="vh">Sites, where they stand and what they lack</caption>
      <thead>
        <tr>
          <th scope="col">Site</th>
          <th scope="col">State</th>
          <th scope="col">Missing</th>
          <th scope="col">Next step</th>
          <th scope="col">Activation</th>
          <th scope="col" class="r opt">Enrolled</th>
        </tr>
      </thead>
      <tbody>
        {view.items.map((site) => <SiteRow key={site.id} site={site} view={view} />)}
      </tbody>
    </table>
  );
}

function SiteRow({ site, view }: { site: Site; view: SiteTableProps }) {
  const href = `/projects/${view.projectId}/sites/${site.id}`;
  const { state, sinceOn, nextStep, missing } = site;
  const mayStep = nextStep !== null && (isStaffStep(nextStep) ? view.may.addStaff : view.may.edit);
  return (
    <tr>
      <th scope="row" class="full">
        <a href={href} aria-current="false">{siteTitle(site)}</a>
        <span class="src">{placeWords(site)}</span>
      </th>
      <td class="full">
        <Status
          state={stateGlyph(site)}
          word={STATE_WORDS[state]}
          reason={site.enrolsWithOpenGate
            ? "with an open gate"
            : sinceOn
            ? `since ${formatDate(sinceOn)}`
            : state === "unknown"
            ? site.status
              ? `the registry says ${enumWords(site.status).toLowerCase()}`
              : "no dated fact"
            : "day not known"}
        />
      </td>
      <td class="wrap text-ink-2 hide">
        {missing.length === 0
          ? "nothing"
          : state === "unknown"
          ? <span class="text-ink-3">not known</span>
          : missing.length > 2
          ? `${missing[0]} and ${missing.length - 1} more`
          : missing.join(", ")}
      </td>
      <td class="text-ink-2 full">
        {nextStep === null
          ? <span class="text-ink-3 hide">none</span>
          : mayStep
          ? <a class="link step" href={stepHref(href, nextStep)}>{stepWords(nextStep)}</a>
          : stepWords(nextStep)}
      </td>
      <td class="hide">
        <Activation site={site} today={view.asOf.slice(0, 10)} />
      </td>
      <td class="r opt hide">
        {site.enrolled === null
          ? <span class="text-ink-3">not counted</span>
          : (
            <a class="proof" href={`${href}?proof=counts`} aria-current="false">
              {formatNumber(site.enrolled)}
            </a>
          )}
        {site.targetEnrollment !== null && (
          <span class="src">target {formatNumber(site.targetEnrollment)}</span>
        )}
      </td>
    </tr>
  );
}

function Activation({ site, today }: { site: Site; today: string }) {
  const { plannedActivationOn: planned, activatedOn: actual } = site;
  const variance = activationVariance(site, today);
  if (!planned && !actual) return <span class="text-ink-3">no plan</span>;
  return (
    <span class="whitespace-nowrap">
      {actual ? <b class="font-medium">{formatDate(actual)}</b> : formatDate(planned!)}
      <span class={`src${variance ? ` t-${variance.glyph}` : ""}`}>
        {actual && planned && `plan ${formatDate(planned)}`}
        {actual && planned && variance && ", "}
        {!actual && "planned"}
        {!actual && variance && ", "}
        {variance?.text}
        {actual && !planned && "no plan"}
      </span>
    </span>
  );
}
