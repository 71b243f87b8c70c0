import { page } from "fresh";
import {
  addDocument,
  changeWaiver,
  removeWaiver,
  type Slot,
  waive,
} from "@/components/documents/acts.ts";
import { DocumentList, type DocumentsView } from "@/components/documents/list.tsx";
import { placeOf } from "@/components/documents/words.ts";
import { queryOf } from "@/components/filter_bar.tsx";
import { ActDialog, type OpenAct } from "@/components/act_dialog.tsx";
import { DOCUMENT_STATES, type Expected, KINDS, NEEDED_FOR } from "@/lib/documents/model.ts";
import { type Filter, LIMIT, type ListDoc, readDocuments } from "@/lib/documents/service.ts";
import { documentSpec, waiverSpec } from "@/lib/documents/specs.ts";
import { type Ctx, define, unwrap } from "@/lib/http/mod.ts";
import { caller, isUuid, projectId, query, saidIn } from "../../../(_frames)/call.ts";
import { opened, pageIn, perform, type Target } from "../../../(_frames)/document_acts.ts";
import { Frame } from "../../../(_frames)/frame.tsx";

const SAID: Record<string, string> = {
  waive: "Waived",
  waiver: "Waiver changed",
  remove: "Waiver ended",
  removed: "Document removed",
};

const among = (values: readonly string[], text: string) => values.includes(text) ? text : "";

function filterIn(ctx: Ctx) {
  const given = query(ctx.url, "q", "state", "due", "needed", "country", "site", "kind", "zone");
  return {
    q: given.q.slice(0, 200),
    state: among(DOCUMENT_STATES, given.state),
    due: among(["30", "60", "90"], given.due),
    needed: among(NEEDED_FOR, given.needed),
    country: given.country.slice(0, 200),
    site: isUuid(given.site) ? given.site : "",
    kind: among(KINDS, given.kind),
    zone: /^(\d\d|-)$/.test(given.zone) ? given.zone : "",
  };
}

async function read(ctx: Ctx) {
  const filter = filterIn(ctx);
  const number = pageIn(query(ctx.url, "page").page);
  const wanted: Filter = { ...filter, due: Number(filter.due), page: number };
  const form = query(ctx.url, "do").do === "add";
  const found = await readDocuments(caller(ctx), projectId(ctx), wanted, form);
  return { filter, number, ...unwrap(found) };
}

type Data = Awaited<ReturnType<typeof read>>;

/** The expected document that the address names: its rule, and its site or country. */
function slotIn(ctx: Ctx, { items }: ListDoc): Expected | null {
  const { requirement, of } = query(ctx.url, "requirement", "of");
  return items.find((one) =>
    one.requirementId === requirement &&
    (one.siteId ?? (one.level === "COUNTRY" ? one.country : null) ?? "") === of
  ) ?? null;
}

const placed = ({ requirementId, level, siteId, country }: Expected) => ({
  requirementId,
  siteId,
  country: level === "COUNTRY" ? country : null,
});

function targetOf(ctx: Ctx, { data, may, filter, people }: Data): Target | null {
  const slot = slotIn(ctx, data);
  const words: Slot | null = slot && { title: slot.title, kind: slot.kind, place: placeOf(slot) };
  const asked = query(ctx.url, "do").do;
  if (asked === "add") {
    const fixed = slot
      ? { ...placed(slot), artifactNumber: slot.artifactNumber }
      : filter.site
      ? { siteId: filter.site }
      : {};
    const site = slot === null && data.site !== null;
    const act = addDocument(
      words ?? (site ? { title: "", kind: "other", place: data.site! } : null),
      people,
    );
    const values = { ...act.values, artifactNumber: slot?.artifactNumber ?? "" };
    return { act: { ...act, values }, spec: documentSpec, allowed: may.add, fixed };
  }
  if (!slot || !words) return null;
  if (slot.waiver && (asked === "waiver" || asked === "unwaive")) {
    const act = asked === "waiver" ? changeWaiver : removeWaiver;
    return { act: act(words, slot.waiver), spec: waiverSpec, allowed: may.waive };
  }
  if (asked !== "waive") return null;
  return { act: waive(words), spec: waiverSpec, allowed: may.waive, fixed: placed(slot) };
}

function show(ctx: Ctx, found: Data, open: OpenAct | null, status = 200) {
  const { project, organization, may, data, filter, number } = found;
  const { proof } = query(ctx.url, "proof");
  const { site, today: _, ...rest } = data;
  const view: DocumentsView = {
    ...rest,
    ...{ filter, may, page: number, siteName: site, projectId: project.id },
    pages: Math.max(1, Math.ceil(data.total / LIMIT)),
    proof: proof === "states",
    said: saidIn(ctx.url, SAID),
    asOf: new Date().toISOString(),
  };
  const close = `?${queryOf({ ...filter, page: number > 1 ? number : "" })}`;
  return page({ view, project, organization, open, close }, { status });
}

export const handler = define.handlers({
  async GET(ctx) {
    const found = await read(ctx);
    return show(ctx, found, opened(targetOf(ctx, found)));
  },

  async POST(ctx) {
    const found = await read(ctx);
    const target = targetOf(ctx, found);
    const here = `/projects/${projectId(ctx)}/documents`;
    const done = await perform(
      ctx,
      target,
      (item) =>
        target?.spec === documentSpec && item
          ? `${here}/${item.id}?said=added`
          : `${here}?${queryOf({ ...found.filter, said: target?.act.key })}`,
    );
    return done instanceof Response ? done : show(ctx, found, done.open, done.status);
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="documents"
    label="Documents"
    study={data.project}
    organization={data.organization}
    modal={data.open && <ActDialog open={data.open} close={data.close} />}
  >
    <DocumentList {...data.view} />
  </Frame>
));
