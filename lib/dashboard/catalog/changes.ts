/** What an amendment touches: versions in force, approvals, consent forms (private.widgets_changes). */
import { STATE_WORDS } from "@/lib/documents/model.ts";
import type { Stand } from "../model.ts";
import { count, type Entry, type Json, part, s } from "../entry.ts";
import { atRisk, critical, onTrack, unknown, worst } from "../status.ts";
import { day, many, num, plain } from "../text.ts";
import { date, STAND, table, text } from "./columns.ts";

/** "version 4.0 is in force since 1 Mar 2026, 3.0 was before it". */
function protocolStand(facts: Json, versions: number): Stand {
  const [now, before, pending] = [part(facts.current), part(facts.before), part(facts.pending)];
  if (versions === 0) return unknown("no version of the protocol is recorded");
  if (!s(now.version)) return atRisk("no version of the protocol is in force");
  const words = `version ${now.version} is in force since ${day(s(now.acts_on))}` +
    (s(before.version) ? `, ${before.version} was before it` : ", none was before it");
  return s(pending.version)
    ? atRisk(`${words}; version ${pending.version} is not in force yet`)
    : onTrack(words);
}

/** Sites that lack an approval, of those that versions in force are for. */
function approvalStand({ of, lacking, active }: Json): Stand {
  if (count(of) === 0) {
    return unknown("no site is recorded to have an approval of a version in force, or to use one");
  }
  return worst({ critical: count(active), atRisk: count(lacking) }, {
    critical: "active without a recorded approval of a version in force",
    atRisk: "in start-up without a recorded approval",
    none: "each site has its approvals recorded",
    nothing: "",
  });
}

/** Documents of which nothing is recorded at any site. */
function untrackedWords({ untracked }: Json): string[] {
  if (!Array.isArray(untracked) || untracked.length === 0) return [];
  const [shown, more] = [untracked.slice(0, 3), untracked.length - 3];
  return [
    `Not known: which sites have ${shown.join(", ")}${
      more > 0 ? ` and ${num(more)} more` : ""
    }; no approval or use is recorded at any site.`,
  ];
}

export const CHANGES: Entry[] = [
  {
    key: "changes.summary",
    type: "text",
    title: "What the newest version touches",
    formula: "figures of protocol versions, approvals, consent forms and reviews in sentences",
    thresholds: "",
    params: [],
    show(doc) {
      const { protocol, versions, approvals, uses, reviews } = doc.facts;
      const { of, sites, lacking, superseded } = part(approvals);
      const stand = protocolStand(part(protocol), count(versions));
      const [ended, due] = [count(part(reviews).ended), count(doc.facts.due)];
      const sentences = [
        `Protocol: ${stand.reason}.`,
        ...(count(of) === 0 ? [] : [
          `${num(count(lacking))} of ${many(count(sites), "site")} lack a recorded approval of ` +
          `a version in force; ${many(count(superseded), "site")} with a superseded version.`,
        ]),
        ...untrackedWords(part(approvals)),
        count(uses) === 0
          ? "No use of a consent form is recorded."
          : `${num(count(doc.facts.consent))} of ${many(count(uses), "use")} of consent forms ` +
            "are of a superseded version.",
        count(part(reviews).of) === 0
          ? "No ethics approval is recorded."
          : `${num(due)} of ${
            many(count(part(reviews).of), "ethics approval")
          } end within 60 days` +
            ` or have ended, ${num(ended)} have ended.`,
      ];
      return {
        data: { type: "text", sentences },
        stand,
        summary: sentences.join(" "),
        filled: "",
      };
    },
  },
  {
    key: "changes.protocol",
    type: "table",
    title: "Versions of the protocol",
    formula: "versions of the study's protocol, the newest first",
    thresholds: "at risk: none is in force, or one waits",
    params: ["limit"],
    show(doc) {
      const all = count(doc.value);
      return {
        data: table(
          [
            ...[text("State"), date("Dated"), date("Approved"), date("In force since")],
            text("Held"),
          ],
          doc.rows.map((row) => ({
            name: `${row.title} ${row.version}`,
            path: `documents/${row.document}`,
            cells: [
              STATE_WORDS[String(row.state)] ?? plain(String(row.state)),
              ...[s(row.dated), s(row.approved), s(row.acts_on), s(row.held)],
            ],
          })),
          all,
          "Version",
        ),
        stand: protocolStand(doc.facts, all),
        summary: `${many(all, "version")} of the protocol.`,
        filled: "",
      };
    },
  },
  {
    key: "changes.approvals",
    type: "table",
    title: "Sites without approval of the version in force",
    formula:
      "versions in force of protocol and consent forms, at sites that have begun and are not closed, without a recorded approval",
    thresholds: "critical: the site is active; at risk: it is in start-up",
    params: ["siteId", "limit"],
    show(doc) {
      const { of, sites, lacking } = doc.facts;
      return {
        data: table(
          [text("Document"), text("In force"), date("Since"), text("Works with"), STAND],
          doc.rows.map((row) => ({
            name: String(row.site),
            path: `sites/${row.site_id}`,
            cells: [
              ...[s(row.title), s(row.version), s(row.acts_on), s(row.works_with)],
              row.active === true ? critical("active, not approved") : atRisk("not approved yet"),
            ],
          })),
          count(doc.value),
          "Site",
        ),
        stand: approvalStand(doc.facts),
        summary: [
          `${num(count(lacking))} of ${many(count(sites), "site")} lack ${
            many(count(doc.value), "approval")
          } of ${num(count(of))}.`,
          ...untrackedWords(doc.facts),
        ].join(" "),
        filled: "",
      };
    },
  },
  {
    key: "changes.consent_in_use",
    type: "list",
    title: "Superseded consent forms in use",
    formula: "uses of a consent form that is not the approved one in effect any more",
    thresholds: "critical: there is one",
    params: ["siteId", "limit"],
    show(doc) {
      const of = count(doc.facts.of);
      return {
        data: {
          type: "list",
          items: doc.rows.map((row) => ({
            title: `${row.site}: ${row.title}`,
            detail: `version ${row.version} is in use, ${row.newest} in force since ${
              day(s(row.since))
            }`,
            path: `documents/${row.document}`,
          })),
          total: count(doc.value),
        },
        stand: worst({ critical: count(doc.value), of }, {
          critical: "superseded and still in use",
          atRisk: "",
          none: "no superseded version is in use",
          nothing: "no use of a consent form is recorded",
        }),
        summary: `${num(count(doc.value))} of ${many(of, "use")} superseded.`,
        filled: "",
      };
    },
  },
];
