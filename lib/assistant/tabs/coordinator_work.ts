/** Documents of the trial coordinator about the work: tasks, people, dates. */
import * as gaps from "./coordinator_gaps.ts";
import { ADD_TASK, NO_BASELINE, NO_DATES, NO_MILESTONE, tab } from "./coordinator_parts.ts";

const NO_TASK = { text: "what is to be done; no task is recorded", act: ADD_TASK };
const STAFF = { label: "Open the sites", path: "sites" };

export const CHECKLISTS = tab(
  "taskChecklists",
  "Task checklists",
  "what is done, what is not, what waits",
  [
    {
      key: "progress",
      title: "How far the work is",
      wishes: [{ key: "plan.tasks_done" }, { key: "plan.phases" }],
      empty: { "plan.tasks_done": NO_TASK, "plan.phases": NO_TASK },
      write:
        "Say in one paragraph how far each phase is, what is past its day and what is due next. Name tasks; do not repeat the table.",
    },
    {
      key: "late",
      title: "Past its day, and waiting",
      wishes: [{ key: "plan.overdue" }, { key: "plan.blocked" }],
      empty: {
        "plan.overdue": { text: "what is late; nothing open has a day", act: ADD_TASK },
        "plan.blocked": { text: "what waits; no task is open", act: ADD_TASK },
      },
    },
    {
      key: "due",
      title: "Due in two weeks",
      wishes: [{ key: "plan.tasks_due", params: { days: 14, limit: 20 } }],
      empty: { "plan.tasks_due": NO_TASK },
    },
    {
      key: "checklists",
      title: "Checklists and evidence",
      wishes: [{ key: "plan.checklists", params: { limit: 20 } }],
      empty: {
        "plan.checklists": {
          text: "what each open task is made of; none has a checklist",
          act: { label: "Open the plan", path: "plan?view=list" },
        },
      },
    },
    {
      key: "actions",
      title: "What needs doing",
      actions: {
        rules: ["task_overdue", "task_blocked", "task_due_soon", "skeleton_unconfirmed"],
        limit: 12,
      },
      write:
        "Say what to do first this week and who owns it; at most five items, in the order given.",
    },
  ],
);

export const TEAM = tab(
  "teamWorkflows",
  "Team workflows",
  "who does what, and who lacks what for it",
  [
    {
      key: "people",
      title: "People on the study",
      wishes: [{ key: "team.roles" }, { key: "team.members", params: { limit: 30 } }],
      gaps: gaps.unfilledRoles,
      write:
        "Say in a few sentences who carries the open work, who has late tasks, and how much belongs to nobody.",
    },
    {
      key: "delegation",
      title: "Delegation at the sites",
      wishes: [
        { key: "diagram.delegation" },
        { key: "team.staff" },
        { key: "team.delegations", params: { limit: 30 } },
      ],
      empty: {
        "team.staff": { text: "who works at the sites; nobody is recorded", act: STAFF },
        "team.delegations": { text: "who is delegated what; no duty is recorded", act: STAFF },
      },
    },
    {
      key: "lacking",
      title: "Without a duty, without training",
      wishes: [
        { key: "team.without_training", params: { limit: 20 } },
        { key: "team.without_delegation", params: { limit: 20 } },
        { key: "team.training" },
      ],
      empty: {
        "team.without_training": { text: "who is trained; nobody is recorded", act: STAFF },
        "team.without_delegation": { text: "who has no duty; nobody is recorded", act: STAFF },
        "team.training": { text: "which trainings are current; none is recorded", act: STAFF },
      },
    },
    {
      key: "organization",
      title: "Who runs the study",
      wishes: [{ key: "diagram.organization" }],
    },
    {
      key: "actions",
      title: "What needs doing",
      actions: {
        rules: ["training_missing_for_delegation", "task_without_delegation", "training_expiring"],
        limit: 12,
      },
      write:
        "Say which people and sites to begin with and why; at most five items, in the order given.",
    },
  ],
);

export const TIMELINE = tab(
  "trialTimeline",
  "Trial timeline",
  "what was planned, promised, and is to come",
  [
    {
      key: "plan",
      title: "The plan",
      wishes: [{ key: "diagram.gantt" }, { key: "plan.slippage" }],
      empty: {
        "plan.slippage": NO_BASELINE,
      },
      write:
        "Say in one paragraph what comes next and when, what moved against the baseline and by how many days, and what holds the end of the plan.",
    },
    {
      key: "milestones",
      title: "Milestones",
      wishes: [{ key: "plan.milestones", params: { limit: 30 } }],
      empty: { "plan.milestones": NO_MILESTONE },
      gaps: gaps.openDates,
    },
    {
      key: "critical",
      title: "What holds the end",
      wishes: [
        { key: "plan.critical_path", params: { limit: 20 } },
        { key: "plan.slack", params: { limit: 12 } },
      ],
      empty: {
        "plan.critical_path": {
          text: "what holds the end of the plan; nothing open has a date",
          act: { label: "Open the plan", path: "plan" },
        },
      },
    },
    {
      key: "record",
      title: "Dates of the registry",
      wishes: [{ key: "record.dates", params: { limit: 50 } }],
      empty: {
        "record.dates": NO_DATES,
      },
    },
    {
      key: "actions",
      title: "What needs doing",
      actions: {
        rules: [
          ...["milestone_overdue", "critical_path_slip", "estimated_date_passed"] as const,
          "skeleton_unconfirmed",
        ],
        limit: 12,
      },
    },
  ],
);
