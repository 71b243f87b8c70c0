/**
 * What a record lets expect beside a plan: documents that the study should hold, and risks. Rules
 * only: each says what it stands on, none is confirmed, and what the record does not say suggests
 * nothing. Pure.
 */
import type { DocumentKind } from "@/lib/documents/model.ts";
import type { StudyFacts } from "./facts.ts";

export interface SuggestedDocument {
  external_key: string;
  title: string;
  kind: DocumentKind;
  /** Of the TMF Reference Model. */
  artifact_number: string;
  scope: "STUDY" | "COUNTRY" | "SITE";
  needed_for: "study_start" | "site_activation" | "close_out" | null;
  valid_months: number | null;
  state: "unconfirmed";
  basis: string;
  ordinal: number;
}

export interface SuggestedRisk {
  external_key: string;
  title: string;
  state: "unconfirmed";
  basis: string;
  ordinal: number;
}

type Draft<T> = Omit<T, "external_key" | "state" | "ordinal"> & { key: string };

const finished = <T>(drafts: Draft<T>[]) =>
  drafts.map(({ key, ...draft }, i) => ({
    external_key: `skeleton:${key}`,
    ...draft,
    state: "unconfirmed" as const,
    ordinal: (i + 1) * 1000,
  }));

const PRODUCTS = new Set(["DRUG", "BIOLOGICAL", "GENETIC", "COMBINATION_PRODUCT"]);

/** Documents that ICH E6(R3) C.3 lists, as far as the record says that they apply. */
export function suggestedDocuments(facts: StudyFacts): SuggestedDocument[] {
  const { studyType } = facts.project;
  const interventional = studyType === "INTERVENTIONAL";
  const asked = interventional ||
    studyType === "OBSERVATIONAL" && facts.project.timePerspective === "PROSPECTIVE";
  const product = facts.interventions.find((one) => PRODUCTS.has(one.interventionType ?? ""));
  const drafts: Draft<SuggestedDocument>[] = [
    study("protocol", "Protocol", "protocol", "02.01.02", "study_start", "every study has one"),
  ];
  if (interventional && product) {
    const name = `${product.interventionType}: ${product.name}`;
    drafts.push(study(
      ...["brochure", "Investigator's brochure", "investigator_brochure", "02.01.01"] as const,
      ...["study_start", `a product is studied; the record has ${name}`] as const,
    ));
  }
  if (interventional) {
    drafts.push(
      land("authority", "Decision of the authority", "regulatory_approval", "03.01.02"),
      land("insurance", "Insurance certificate", "insurance", "02.01.06"),
    );
  }
  drafts.push({
    ...site("ethics", "Ethics approval", "ethics_approval", "04.01.02"),
    valid_months: 12,
    basis:
      "Rule: each site has the approval of its ethics committee, which is reviewed again; 12 " +
      "months unless the approval says otherwise",
  });
  if (asked) {
    drafts.push({
      ...site("consent", "Consent form", "consent_form", "02.02.03"),
      basis: `Rule: participants of ${interventional ? "an interventional" : "a prospective"} ` +
        "study consent on the form approved for their site (ICH E6(R3) 2.8)",
    });
  }
  drafts.push(
    site("contract", "Clinical trial agreement", "contract", "05.02.12"),
    site("cv", "Principal investigator CV", "cv", "05.02.04"),
    site("gcp", "GCP certificate of the investigator", "gcp_certificate", "05.02.07"),
    site("delegation", "Delegation log", "delegation_log", "05.02.18"),
    study("report", "Study report", "report", "02.03.01", "close_out", "results are reported"),
  );
  return finished(drafts);
}

type Kind = SuggestedDocument["kind"];

function study(
  key: string,
  title: string,
  kind: Kind,
  artifact_number: string,
  needed_for: "study_start" | "close_out",
  why: string,
): Draft<SuggestedDocument> {
  const basis = `Rule: ${why}`.slice(0, 2000).toWellFormed();
  return {
    ...{ key, title, kind, artifact_number, scope: "STUDY", needed_for, valid_months: null },
    basis,
  };
}

function land(key: string, title: string, kind: Kind, artifact_number: string) {
  return {
    ...{ key, title, kind, artifact_number, valid_months: null },
    ...{ scope: "COUNTRY", needed_for: "site_activation" } as const,
    basis: "Rule: an interventional study has it in each country before sites open there",
  };
}

function site(key: string, title: string, kind: Kind, artifact_number: string) {
  return {
    ...{ key, title, kind, artifact_number, valid_months: null },
    ...{ scope: "SITE", needed_for: "site_activation" } as const,
    basis: "Rule: each site has it before it is activated (ICH E6(R3) C.3)",
  };
}

const OVER = new Set(["COMPLETED", "TERMINATED", "WITHDRAWN"]);
/** From where on a rule speaks. */
const MANY = { countries: 5, perSite: 20, perSiteMonth: 1, months: 36, age: 65 };

const rounded = (value: number) => String(Math.round(value * 10) / 10);
/** "18 Years" in years; null for other units and nothing. */
const years = (age: string | null) => {
  const found = /^(\d+) years?$/i.exec(age?.trim() ?? "");
  return found ? Number(found[1]) : null;
};

/** Months between two registry dates, by their months. */
function monthsBetween(facts: StudyFacts, from: string, to: string): number | null {
  const [first, last] = [from, to].map((kind) => {
    const value = facts.dates.find((date) => date.kind === kind)?.value ?? "";
    const [year, month] = value.split("-").map(Number);
    return year && month ? year * 12 + month : null;
  });
  return first == null || last == null ? null : last - first;
}

/** Risks that figures of the record suggest; none for a study that is over. */
export function suggestedRisks(facts: StudyFacts): SuggestedRisk[] {
  const { project, sites } = facts;
  if (OVER.has(project.status ?? "")) return [];
  return finished([
    ...placeRisks(facts),
    ...enrollmentRisks(facts, sites.length),
    ...peopleRisks(facts),
  ]);
}

function placeRisks({ sites }: StudyFacts): Draft<SuggestedRisk>[] {
  const drafts: Draft<SuggestedRisk>[] = [];
  const countries = new Set(sites.flatMap(({ country }) => country?.trim().toLowerCase() ?? []));
  if (countries.size >= MANY.countries) {
    drafts.push({
      key: "countries",
      title: "Approvals and contracts of some countries come later than planned",
      basis:
        `Rule: ${MANY.countries} or more countries; the record lists ${countries.size} of them`,
    });
  }
  if (sites.length === 0) {
    drafts.push({
      key: "no_sites",
      title: "Enough sites are not found in time",
      basis: "Rule: no site is known; the record lists none",
    });
  }
  return drafts;
}

function enrollmentRisks(facts: StudyFacts, sites: number): Draft<SuggestedRisk>[] {
  const { targetEnrollment: target, enrollmentKind } = facts.project;
  if (!target || !sites || enrollmentKind === "ACTUAL") return [];
  const drafts: Draft<SuggestedRisk>[] = [];
  const each = target / sites;
  if (each >= MANY.perSite) {
    drafts.push({
      key: "per_site",
      title: "Sites do not reach their share of the target",
      basis: `Rule: ${MANY.perSite} or more participants a site; ${target} at ${sites} sites ` +
        `are ${rounded(each)} each`,
    });
  }
  const months = monthsBetween(facts, "START", "PRIMARY_COMPLETION");
  if (months !== null && months > 0 && each / months > MANY.perSiteMonth) {
    drafts.push({
      key: "short_time",
      title: "Time for enrollment is too short",
      basis: `Rule: more than ${MANY.perSiteMonth} participant a site and month; ${target} at ` +
        `${sites} sites in the ${months} months from start to primary completion are ` +
        rounded(each / months),
    });
  }
  return drafts;
}

function peopleRisks(facts: StudyFacts): Draft<SuggestedRisk>[] {
  const { project } = facts;
  const drafts: Draft<SuggestedRisk>[] = [];
  if (project.stdAges.includes("CHILD")) {
    drafts.push({
      key: "children",
      title: "Assent of children or consent of their parents is not obtained as it must be",
      basis: "Rule: children are eligible; the record has the age group CHILD",
    });
  }
  const youngest = years(project.minimumAge);
  if (youngest !== null && youngest >= MANY.age) {
    drafts.push({
      key: "older_adults",
      title: "Older participants stop early because of other illnesses",
      basis: `Rule: nobody under ${MANY.age} is eligible; the record has a minimum age of ` +
        project.minimumAge,
    });
  }
  const months = monthsBetween(facts, "START", "COMPLETION");
  if (months !== null && months >= MANY.months) {
    drafts.push({
      key: "long_study",
      title: "Participants are lost before the last visit",
      basis: `Rule: ${MANY.months} months or longer; the record has ${months} from start to ` +
        "completion",
    });
  }
  if (project.allocation === "RANDOMIZED" && project.masking === "NONE") {
    drafts.push({
      key: "open_label",
      title: "Knowing the treatment sways what is assessed",
      basis: "Rule: randomised without masking; the record has masking NONE",
    });
  }
  const early = project.phases?.find((phase) => phase === "PHASE1" || phase === "EARLY_PHASE1");
  if (early) {
    drafts.push({
      key: "early_phase",
      title: "Harms appear that are not known yet",
      basis: `Rule: an early phase; the record has ${early}`,
    });
  }
  return drafts;
}
