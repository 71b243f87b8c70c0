/** Who does the work: people of the study by role, staff of the sites, their duties and trainings. */
import { PROJECT_ROLE_WORDS } from "@/lib/members/words.ts";
import { STAFF_ROLE_WORDS } from "@/lib/sites/words.ts";
import { count, type Doc, type Entry, type Json, part, s } from "../entry.ts";
import type { Stand } from "../model.ts";
import { atRisk, critical, onTrack, unknown } from "../status.ts";
import { capital, day, many, num, plain } from "../text.ts";
import { joined, numberColumn, textColumn, texts } from "./parts.ts";

const memberRole = (role: unknown) =>
  PROJECT_ROLE_WORDS[role as keyof typeof PROJECT_ROLE_WORDS] ?? plain(String(role));
const staffRole = (role: unknown) =>
  STAFF_ROLE_WORDS[role as keyof typeof STAFF_ROLE_WORDS] ?? plain(String(role));
const topicWords = (topic: unknown) => topic === "gcp" ? "GCP" : capital(plain(String(topic)));
const lacking = (topic: string) => topic === "gcp" ? "GCP" : plain(topic);
const sitePath = (row: Json) => `sites/${row.siteId}`;

const NOBODY = "nobody is recorded on the staff of a site";

/** People with a duty and without a training that it needs are critical; without a duty at risk. */
function trained({ facts }: Doc): Stand {
  const { of, untrained, exposed } = facts;
  if (count(of) === 0) return unknown(NOBODY);
  if (count(exposed) > 0) {
    return critical(`${num(count(exposed))} with a duty without current training`);
  }
  return count(untrained) > 0
    ? atRisk(`${num(count(untrained))} without current training, none of them with a duty`)
    : onTrack("everybody holds current training in GCP and the protocol");
}

const PEOPLE: Entry[] = [
  {
    key: "team.roles",
    type: "chart",
    title: "People by role",
    formula: "people on the study, by role",
    thresholds: "",
    params: [],
    show({ facts }) {
      const roles = Array.isArray(facts.roles) ? facts.roles.map(part) : [];
      const bars = roles.map((row) => ({ label: memberRole(row.role), n: count(row.n) }));
      return {
        data: { type: "chart", unit: "people", bars },
        stand: null,
        summary: `${
          bars.map(({ label, n }) => `${label} ${num(n)}`).join(", ") || "Nobody is on the study"
        }.`,
        filled: "",
      };
    },
  },
  {
    key: "team.members",
    type: "table",
    title: "People and their tasks",
    formula:
      "people on the study, with the tasks not done that are theirs; at the end those of others " +
      "and of nobody",
    thresholds: "at risk: a task of theirs is past its day",
    params: ["limit"],
    show({ facts, rows, value }) {
      const [unowned, others] = [count(facts.unowned), count(facts.others)];
      const apart = [["Others", "not on the study", others], [
        "Nobody",
        "no owner",
        unowned,
      ]] as const;
      const more = [
        unowned > 0 && `${many(unowned, "open task")} without an owner`,
        others > 0 && `${num(others)} of people who are not on the study`,
      ].filter((one) => one !== false);
      return {
        data: {
          type: "table",
          columns: [
            ...["Person", "Role"].map(textColumn),
            ...["Open tasks", "Past their day"].map(numberColumn),
          ],
          rows: [
            ...rows.map((row) => ({
              name: s(row.name) ?? "Somebody",
              cells: [memberRole(row.role), count(row.open), count(row.late)],
            })),
            ...apart.filter(([, , open]) => open > 0)
              .map(([name, role, open]) => ({ name, cells: [role, open, null] })),
          ],
          total: count(value),
        },
        stand: null,
        summary: [many(count(value), "person", "people"), ...more].join("; ") + ".",
        filled: "",
      };
    },
  },
];

const STAFF: Entry = {
  key: "team.staff",
  type: "chart",
  title: "Staff of the sites by role",
  formula: "people on the staff of sites that are not closed, today, by role",
  thresholds: "",
  params: ["siteId"],
  show({ facts, rows }) {
    const bars = rows.map((row) => ({
      label: staffRole(row.role),
      n: count(row.n),
      note: `${num(count(row.busy))} with a duty`,
    }));
    const unstaffed = count(facts.unstaffed);
    return {
      data: { type: "chart", unit: "people", bars },
      stand: count(facts.of) === 0 ? unknown(NOBODY) : null,
      summary: `${many(count(facts.of), "person", "people")} at ${
        many(count(facts.sites), "site")
      }${unstaffed > 0 ? `; ${many(unstaffed, "site")} without anybody` : ""}.`,
      filled: "",
    };
  },
};

const DELEGATIONS: Entry = {
  key: "team.delegations",
  type: "table",
  title: "Duties delegated",
  formula: "people on the staff of sites with the duties delegated to them today, those without " +
    "current training first",
  thresholds: "critical: a duty without current training in GCP and the protocol",
  params: ["siteId", "limit"],
  show(doc) {
    const { facts, rows, value } = doc;
    return {
      data: {
        type: "table",
        columns: ["Person", "Role", "Site", "Duties", "Since", "Lacks training in"].map(textColumn),
        rows: rows.map((row) => ({
          name: String(row.name),
          path: sitePath(row),
          cells: [
            ...[staffRole(row.role), s(row.site), joined(texts(row.duties))],
            s(row.since) && day(s(row.since)),
            joined(texts(row.missing).map(lacking)),
          ],
        })),
        total: count(value),
      },
      stand: count(facts.of) === 0
        ? unknown(NOBODY)
        : count(facts.busy) === 0
        ? unknown("no duty is delegated to anybody")
        : count(facts.exposed) > 0
        ? trained(doc)
        : onTrack("everybody with a duty holds current training in GCP and the protocol"),
      summary: `${many(count(facts.duties), "duty", "duties")} of ${
        many(count(value), "person", "people")
      }.`,
      filled: "",
    };
  },
};

const LACKING: Entry[] = [
  {
    key: "team.without_delegation",
    type: "list",
    title: "On the staff without a duty",
    formula: "people on the staff of sites that are not closed, without a duty delegated today",
    thresholds: "",
    params: ["siteId", "limit"],
    show({ facts, rows, value }) {
      return {
        data: {
          type: "list",
          items: rows.map((row) => ({
            title: String(row.name),
            detail: [staffRole(row.role), s(row.site)].filter(Boolean).join(", "),
            path: sitePath(row),
          })),
          total: count(value),
        },
        stand: count(facts.of) === 0
          ? unknown(NOBODY)
          : count(value) === 0
          ? onTrack("everybody has a duty")
          : null,
        summary: `${num(count(value))} of ${many(count(facts.of), "person", "people")}.`,
        filled: "",
      };
    },
  },
  {
    key: "team.without_training",
    type: "list",
    title: "Without current training",
    formula: "people on the staff of sites that are not closed whose training in GCP or the " +
      "protocol is not current",
    thresholds: "critical: one of them has a duty",
    params: ["siteId", "limit"],
    show(doc) {
      const { rows, value, facts } = doc;
      return {
        data: {
          type: "list",
          items: rows.map((row) => ({
            title: String(row.name),
            detail: [
              texts(row.missing).map(lacking).join(" and "),
              s(row.lapsed) && `the last ended ${day(s(row.lapsed))}`,
              texts(row.duties).length > 0
                ? many(texts(row.duties).length, "duty", "duties")
                : "no duty",
              s(row.site),
            ].filter(Boolean).join(", "),
            path: sitePath(row),
          })),
          total: count(value),
        },
        stand: trained(doc),
        summary: `${num(count(value))} of ${many(count(facts.of), "person", "people")}.`,
        filled: "",
      };
    },
  },
];

const TRAINING: Entry = {
  key: "team.training",
  type: "table",
  title: "Trainings of the sites' staff",
  formula: "people whose newest training in the topic is current, ends within 90 days, has ended",
  thresholds: "critical: a duty without current training in GCP and the protocol",
  params: ["siteId", "limit"],
  show(doc) {
    const of = count(doc.facts.of);
    const rows = of === 0 ? [] : doc.rows.map((row) => ({
      name: topicWords(row.topic),
      cells: [of, count(row.held), count(row.ending), count(row.lapsed)],
    }));
    return {
      data: {
        type: "table",
        columns: [
          textColumn("Topic"),
          ...["People", "Current", "Ends in 90 days", "Ended"].map(numberColumn),
        ],
        rows,
        total: rows.length,
      },
      stand: trained(doc),
      summary: `${many(of, "person", "people")} on the staff of the sites.`,
      filled: "",
    };
  },
};

export const TEAM: Entry[] = [...PEOPLE, STAFF, DELEGATIONS, ...LACKING, TRAINING];
