import { page } from "fresh";
import { z } from "zod";
import { EntryGrid } from "@/components/enrollment/grid.tsx";
import { sortOf } from "@/components/enrollment/cells.tsx";
import { NO_COUNTRY, type Place } from "@/components/enrollment/words.ts";
import { Enrollment } from "@/components/enrollment/view.tsx";
import CountGrid from "@/islands/CountGrid.tsx";
import { SITE_SORTS, type SiteSort } from "@/lib/enrollment/model.ts";
import { readEnrollmentPage } from "@/lib/enrollment/service.ts";
import { define, notFound, unwrap } from "@/lib/http/mod.ts";
import { caller, projectId, query } from "../../(_frames)/call.ts";
import { entryDay, gridOf, saveGrid } from "../../(_frames)/enrollment_save.ts";
import { Frame } from "../../(_frames)/frame.tsx";

/** From the address to what the service reads. */
function inputOf(place: Place) {
  const { key, down } = sortOf(place.sort);
  const sort = SITE_SORTS.find((one): one is SiteSort => one === key);
  const from = /^\d{1,6}$/.test(place.from) ? Number(place.from) : 0;
  const country = place.country === NO_COUNTRY ? "" : place.country || undefined;
  return {
    ...(place.site ? { siteId: place.site } : { country }),
    ...(place.by === "country" ? {} : { sort, down, from }),
  };
}

export const handler = define.handlers({
  async GET(ctx) {
    const { searchParams } = ctx.url;
    const now = new Date();
    if (searchParams.has("enter")) {
      const saved = /^\d{1,4}$/.exec(searchParams.get("saved") ?? "")?.[0];
      const on = entryDay(searchParams.get("enter")!, now);
      return await gridOf(ctx, on, { saved: saved === undefined ? null : Number(saved) });
    }
    const place = query(ctx.url, "country", "site", "by", "sort", "from");
    if (place.site && !z.uuid().safeParse(place.site).success) throw notFound();
    const found = unwrap(await readEnrollmentPage(caller(ctx), projectId(ctx), inputOf(place)));
    return page({
      kind: "page" as const,
      ...found,
      place,
      today: now.toISOString().slice(0, 10),
      proof: searchParams.get("proof") ?? "",
      asOf: now.toISOString(),
    });
  },

  async POST(ctx) {
    return await saveGrid(ctx);
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="enrollment"
    label={data.kind === "grid" ? "Enter counts" : "Enrollment"}
    study={data.project}
    organization={data.organization}
    islands={data.kind === "grid" && <CountGrid />}
  >
    {data.kind === "grid"
      ? <EntryGrid {...data.view} {...data} projectId={data.project.id} />
      : <Enrollment {...data} projectId={data.project.id} />}
  </Frame>
));
