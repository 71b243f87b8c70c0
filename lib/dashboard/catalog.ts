/** The catalogue: every widget there is, by its key. Its rights are in SQL (private.widget_catalog). */
import { BUDGET } from "./catalog/budget.ts";
import { CHANGES } from "./catalog/changes.ts";
import { RECORD_CHANGES } from "./catalog/changes_record.ts";
import { DOCUMENT_LISTS } from "./catalog/document_lists.ts";
import { DOCUMENT_VERSIONS } from "./catalog/document_versions.ts";
import { DOCUMENTS } from "./catalog/documents.ts";
import { ENROLLMENT } from "./catalog/enrollment.ts";
import { ENROLLMENT_PLACES } from "./catalog/enrollment_places.ts";
import { INDICATORS } from "./catalog/indicators.ts";
import { PLAN } from "./catalog/plan.ts";
import { PLAN_DATES } from "./catalog/plan_dates.ts";
import { PLAN_WORK } from "./catalog/plan_work.ts";
import { PORTFOLIO } from "./catalog/portfolio.ts";
import { QUALITY } from "./catalog/quality.ts";
import { QUALITY_LISTS } from "./catalog/quality_lists.ts";
import { RATE_ENTRIES } from "./catalog/rate.ts";
import { RECORD } from "./catalog/record.ts";
import { RECORD_DESIGN } from "./catalog/record_design.ts";
import { SITE } from "./catalog/site.ts";
import { SITE_RECORDS } from "./catalog/site_records.ts";
import { SITES } from "./catalog/sites.ts";
import { STUDY } from "./catalog/study.ts";
import { TEAM } from "./catalog/team.ts";
import { TRAIL } from "./catalog/trail.ts";
import type { Entry } from "./entry.ts";

export const CATALOG: readonly Entry[] = [
  ...[...ENROLLMENT, ...ENROLLMENT_PLACES, ...SITES, ...PLAN, ...PLAN_DATES, ...PLAN_WORK],
  ...[...DOCUMENTS, ...QUALITY, ...BUDGET, ...STUDY, ...RECORD, ...RECORD_DESIGN, ...TEAM],
  ...TRAIL,
  ...[...DOCUMENT_LISTS, ...DOCUMENT_VERSIONS, ...CHANGES, ...RECORD_CHANGES, ...QUALITY_LISTS],
  ...[...SITE, ...SITE_RECORDS, ...PORTFOLIO, ...RATE_ENTRIES, ...INDICATORS],
];
const BY_KEY = new Map(CATALOG.map((entry) => [entry.key, entry]));

export const entryOf = (key: string): Entry | undefined => BY_KEY.get(key);
export const groupOf = (key: string) => key.split(".")[0]!;
/** Name of the query that has an entry's figures. */
export const queryOf = (key: string) => `private.widgets_${entryOf(key)?.family ?? groupOf(key)}`;
