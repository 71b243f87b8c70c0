/** From a registry study to the facts of a project. Pure: the same study gives the same facts. */
import type { ImportCounts } from "../model.ts";
import type { ProjectFacts, StudyFacts } from "../facts.ts";
import { splitCriteria } from "./criteria.ts";
import { armFacts, interventionFacts } from "./map_arms.ts";
import { contactFacts, siteFacts } from "./map_sites.ts";
import { dateFacts } from "./map_dates.ts";
import { at, given, givenList } from "./map_text.ts";
import type { Study } from "./schema.ts";

export function mapStudy(study: Study): StudyFacts {
  const { outcomesModule, eligibilityModule } = study.protocolSection;
  const arms = study.protocolSection.armsInterventionsModule ?? {};
  const kinds = [
    ["PRIMARY", "primaryOutcomes"],
    ["SECONDARY", "secondaryOutcomes"],
    ["OTHER", "otherOutcomes"],
  ] as const;
  const outcomes = kinds.flatMap(([kind, list]) =>
    (outcomesModule?.[list] ?? []).map((outcome, i) => ({
      kind,
      measure: outcome.measure.trim(),
      description: given(outcome.description),
      timeFrame: given(outcome.timeFrame),
      pointer: at("outcomesModule", list, i),
    }))
  );
  const criteria = splitCriteria(eligibilityModule?.eligibilityCriteria ?? "").map((item) => ({
    ...item,
    pointer: at("eligibilityModule", "eligibilityCriteria"),
  }));
  return {
    project: projectFacts(study),
    dates: dateFacts(study.protocolSection.statusModule ?? {}),
    arms: armFacts(arms),
    interventions: interventionFacts(arms),
    outcomes,
    criteria,
    sites: siteFacts(study.protocolSection.contactsLocationsModule ?? {}),
    contacts: contactFacts(study.protocolSection.contactsLocationsModule ?? {}),
  };
}

function projectFacts(study: Study): ProjectFacts {
  const section = study.protocolSection;
  const identity = section.identificationModule;
  const sponsor = section.sponsorCollaboratorsModule ?? {};
  const design = section.designModule ?? {};
  const info = design.designInfo ?? {};
  const eligibility = section.eligibilityModule ?? {};
  return {
    nctId: identity.nctId,
    orgStudyId: given(identity.orgStudyIdInfo?.id),
    secondaryIds: (identity.secondaryIdInfos ?? []).flatMap((other) => {
      const id = given(other.id);
      if (id === null) return [];
      return [{
        id,
        type: other.type ?? null,
        domain: given(other.domain),
        link: given(other.link),
      }];
    }),
    acronym: given(identity.acronym),
    briefTitle: given(identity.briefTitle),
    officialTitle: given(identity.officialTitle),
    studyType: design.studyType ?? null,
    phases: design.phases ?? null,
    status: section.statusModule?.overallStatus ?? null,
    whyStopped: given(section.statusModule?.whyStopped),
    briefSummary: given(section.descriptionModule?.briefSummary),
    detailedDescription: given(section.descriptionModule?.detailedDescription),
    conditions: givenList(section.conditionsModule?.conditions),
    keywords: givenList(section.conditionsModule?.keywords),
    targetEnrollment: design.enrollmentInfo?.count ?? null,
    enrollmentKind: design.enrollmentInfo?.type ?? null,
    allocation: info.allocation ?? null,
    interventionModel: info.interventionModel ?? null,
    observationalModel: info.observationalModel ?? null,
    timePerspective: info.timePerspective ?? null,
    masking: info.maskingInfo?.masking ?? null,
    whoMasked: info.maskingInfo?.whoMasked ?? [],
    primaryPurpose: info.primaryPurpose ?? null,
    designDescription: given(info.interventionModelDescription),
    sponsor: given(sponsor.leadSponsor?.name),
    sponsorClass: sponsor.leadSponsor?.class ?? null,
    responsibleParty: responsibleParty(sponsor.responsibleParty),
    collaborators: (sponsor.collaborators ?? []).flatMap((other) => {
      const name = given(other.name);
      return name === null ? [] : [{ name, class: other.class ?? null }];
    }),
    eligibilityText: given(eligibility.eligibilityCriteria),
    sex: eligibility.sex ?? null,
    minimumAge: given(eligibility.minimumAge),
    maximumAge: given(eligibility.maximumAge),
    healthyVolunteers: eligibility.healthyVolunteers ?? null,
    stdAges: eligibility.stdAges ?? [],
    samplingMethod: eligibility.samplingMethod ?? null,
    studyPopulation: given(eligibility.studyPopulation),
    hasResults: study.hasResults ?? null,
  };
}

type Party = NonNullable<
  NonNullable<Study["protocolSection"]["sponsorCollaboratorsModule"]>["responsibleParty"]
>;

/** "PRINCIPAL_INVESTIGATOR: name, title, affiliation"; the sponsor alone is just its kind. */
function responsibleParty(party: Party | undefined): string | null {
  if (!party) return null;
  const person = givenList([
    party.investigatorFullName ?? "",
    party.investigatorTitle ?? "",
    party.investigatorAffiliation ?? "",
  ]).join(", ");
  if (person === "") return party.type ?? null;
  return party.type ? `${party.type}: ${person}` : person;
}

/** The version of a record: when the registry last posted it, else when it was last submitted. */
export function recordVersion(study: Study): string | null {
  const status = study.protocolSection.statusModule;
  return status?.lastUpdatePostDateStruct?.date ?? status?.lastUpdateSubmitDate ?? null;
}

/** How many rows of each kind the facts hold. */
export function countFacts(facts: StudyFacts): ImportCounts {
  const outcomes = (kind: string) => facts.outcomes.filter((row) => row.kind === kind).length;
  return {
    arms: facts.arms.length,
    interventions: facts.interventions.length,
    primaryOutcomes: outcomes("PRIMARY"),
    secondaryOutcomes: outcomes("SECONDARY"),
    otherOutcomes: outcomes("OTHER"),
    sites: facts.sites.length,
    countries: new Set(facts.sites.flatMap((site) => site.country ?? [])).size,
    eligibilityCriteria: facts.criteria.length,
  };
}
