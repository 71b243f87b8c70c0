/** Documents of the trial coordinator about what the study is and when it looks at what. */
import * as gaps from "./coordinator_gaps.ts";
import { NO_DATES, NO_MILESTONE, RECORD, tab } from "./coordinator_parts.ts";

export const OVERVIEW = tab(
  "trialOverview",
  "Trial overview",
  "what the study is, as its record says",
  [
    {
      key: "about",
      title: "What it is about",
      wishes: [{ key: "record.about" }, { key: "record.import" }],
      gaps: gaps.noSummary,
      write:
        "Say in one paragraph, for somebody who joins the study today, what is tried in whom, by whom, and how far the study is. Only what the facts say; no judgement of the design.",
    },
    {
      key: "identity",
      title: "Identity",
      wishes: [{ key: "record.identity" }],
      gaps: gaps.unknownFields,
    },
    {
      key: "design",
      title: "Arms and interventions",
      wishes: [
        { key: "diagram.design" },
        { key: "record.arms", params: { limit: 50 } },
        { key: "record.interventions", params: { limit: 50 } },
      ],
      empty: {
        "record.arms": { text: "the arms of the study; none is recorded", act: RECORD },
        "record.interventions": { text: "what is given; no intervention is recorded", act: RECORD },
      },
      gaps: gaps.openDesign,
    },
    {
      key: "outcomes",
      title: "What is measured",
      wishes: [{ key: "record.outcome_counts" }, { key: "record.outcomes", params: { limit: 50 } }],
      empty: {
        "record.outcomes": { text: "what is measured; no outcome is recorded", act: RECORD },
      },
      gaps: gaps.openDesign,
    },
    {
      key: "eligibility",
      title: "Who may take part",
      wishes: [{ key: "record.eligibility" }, { key: "record.criteria", params: { limit: 50 } }],
      empty: {
        "record.criteria": { text: "who may take part; no criterion is recorded", act: RECORD },
      },
      write:
        "Say in two or three sentences who may take part: sex, ages, and the criteria that exclude or include in groups. Do not interpret a criterion.",
    },
    {
      key: "dates",
      title: "Dates",
      wishes: [{ key: "record.dates", params: { limit: 50 } }],
      empty: {
        "record.dates": NO_DATES,
      },
    },
    { key: "sources", title: "Where the values come from", wishes: [{ key: "record.sources" }] },
  ],
);

export const SCHEDULE = tab(
  "visitSchedule",
  "Visit schedule",
  "what is assessed when, as far as is known",
  [
    {
      key: "schedule",
      title: "What is measured when",
      wishes: [{ key: "diagram.schedule" }, {
        key: "record.time_frames",
        params: { limit: 50 },
      }],
      empty: {
        "record.time_frames": { text: "what is measured; no outcome is recorded", act: RECORD },
      },
      gaps: gaps.noSchedule,
      write:
        "Say in one paragraph at which times outcomes are assessed, from the first to the last, primary ones first. Say that visits are not known; name none.",
    },
    {
      key: "outcomes",
      title: "Outcomes with their time frame",
      wishes: [{ key: "record.outcomes", params: { limit: 50 } }],
      gaps: gaps.openDesign,
    },
    {
      key: "plan",
      title: "From first to last participant",
      wishes: [{ key: "plan.next_milestones", params: { limit: 10 } }],
      empty: { "plan.next_milestones": NO_MILESTONE },
    },
  ],
);
