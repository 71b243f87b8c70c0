/** For tests: entries of what changes touch, counted anew from rows. */
import { STATE_WORDS } from "@/lib/documents/model.ts";
import { between, named, of, type Recount } from "./regulatory_recount_testing.ts";
import {
  approvalsOf,
  consentUsesOf,
  expectedOf,
  type Rows,
  siteLabel,
  text,
  versionsOf,
} from "./regulatory_rows_testing.ts";

const protocolsOf = (rows: Rows, today: string) =>
  rows.document_versions.filter((one) => {
    const { kind, site_id, country } = versionsOf(rows, today).documentOf(one);
    return kind === "protocol" && site_id === null && country === null;
  });

export const CHANGES_RECOUNT: Record<string, Recount> = {
  "changes.approvals": (rows, today) => {
    const pairs = approvalsOf(rows, today);
    const { acts } = versionsOf(rows, today);
    const sites = (some: typeof pairs) => new Set(some.map(({ site }) => site.id)).size;
    const lacking = pairs.filter(({ lacks }) => lacks);
    return {
      rows: lacking.map(({ site, document, version, worksWith }) => [
        ...[siteLabel(rows, site.id), String(document.title), String(version.version)],
        ...[acts(version), worksWith],
      ]),
      figures: [
        ...[pairs.length, lacking.length, sites(pairs), sites(lacking)],
        sites(lacking.filter(({ active }) => active)),
      ],
      sources: sites(lacking) + new Set(lacking.map(({ version }) => version.id)).size,
    };
  },
  "changes.consent_in_use": (rows, today) => {
    const { all, superseded } = consentUsesOf(rows, today);
    return {
      rows: superseded.map(({ site, version }) => [
        `${siteLabel(rows, site.id)}: ${
          rows.documents.find(({ id }) => id === version.document_id)!.title
        }`,
      ]),
      figures: [superseded.length, all.length],
    };
  },
  "changes.summary": (rows, today) => {
    const pairs = approvalsOf(rows, today);
    const sites = (some: typeof pairs) => new Set(some.map(({ site }) => site.id)).size;
    const { all, superseded } = consentUsesOf(rows, today);
    const reviews = reviewsOf(rows, today);
    return {
      figures: [
        ...protocolsOf(rows, today).map(({ version }) => Number(version)),
        ...[sites(pairs), sites(pairs.filter(({ lacks }) => lacks))],
        ...[sites(pairs.filter((one) => one.superseded)), superseded.length, all.length],
        ...[reviews.length, of(reviews, ({ left }) => left !== null && left <= 60)],
        ...[of(reviews, ({ left }) => left !== null && left < 0), 60],
      ],
    };
  },
  "changes.protocol": (rows, today) => {
    const { states, documentOf, acts } = versionsOf(rows, today);
    const all = protocolsOf(rows, today);
    return {
      rows: all.map((one) => [
        `${documentOf(one).title} ${one.version}`,
        ...[STATE_WORDS[states.get(one.id)!]!, text(one.dated_on), text(one.approved_on)],
        ...[acts(one), text(one.file_name) ?? text(one.held_in)],
      ]),
      figures: [all.length, ...all.map(({ version }) => Number(version))],
      sources: all.length,
    };
  },
  "changes.touched": (rows, today) => {
    const pairs = approvalsOf(rows, today).filter((one) => one.lacks || one.superseded);
    const sites = new Set(pairs.map(({ site }) => site.id));
    const tasks = rows.tasks.filter((one) =>
      one.actual_finish === null && sites.has(String(one.site_id))
    );
    const ids = new Set(tasks.map(({ id }) => id));
    const goals = new Set([
      ...tasks.map(({ milestone_id }) => milestone_id),
      ...rows.dependencies.filter(({ from_task_id }) => ids.has(String(from_task_id)))
        .map(({ to_milestone_id }) => to_milestone_id),
    ]);
    const open = rows.milestones.filter((one) =>
      goals.has(one.id) && one.actual_on === null && one.certainty !== "ACTUAL"
    );
    return {
      total: tasks.length + open.length,
      sources: tasks.length + open.length,
      figures: [
        ...[sites.size, tasks.length, open.length],
        of(
          tasks,
          (one) => text(one.forecast_finish) !== null && String(one.forecast_finish) < today,
        ) +
        of(open, (one) => text(one.forecast_on) !== null && String(one.forecast_on) < today),
      ],
    };
  },
  "changes.reviews": (rows, today) => {
    const reviews = reviewsOf(rows, today);
    const count = (least: number, most: number) =>
      of(reviews, ({ left }) => left !== null && left >= least && left <= most);
    return {
      rows: reviews.map(({ document, version, from, until, left }) => [
        ...[named(rows, document), String(version.version), from, until, left],
      ]),
      figures: [
        ...[
          reviews.length,
          count(-1e6, 60),
          count(-1e6, 30),
          of(reviews, (one) => one.left === null),
        ],
      ],
      sources: reviews.length,
    };
  },
};

function reviewsOf(rows: Rows, today: string) {
  const { states, documentOf, acts } = versionsOf(rows, today);
  const ends = new Map(
    expectedOf(rows, today).map((one) => [one.version_id, text(one.expires_on)]),
  );
  return rows.document_versions.filter(({ id }) =>
    ["current", "expiring", "expired"].includes(states.get(id)!)
  ).flatMap((version) => {
    const document = documentOf(version);
    const site = rows.sites.find(({ id }) => id === document.site_id);
    if (document.kind !== "ethics_approval" || site && site.closed_on !== null) return [];
    const until = ends.get(version.id) ?? null;
    return [{
      ...{ document, version, until, from: acts(version) },
      left: until === null ? null : between(today, until),
    }];
  });
}
