import { page } from "fresh";
import { z } from "zod";
import { type FieldError, plainErrors } from "@/components/form.tsx";
import {
  organizationDialog,
  OrganizationPage,
  type OrganizationView,
  type RulesForm,
  STALE,
} from "@/components/organization/view.tsx";
import BrandPreview from "@/islands/BrandPreview.tsx";
import {
  type Ctx,
  define,
  fieldErrors,
  Problem,
  readForm,
  type Result,
  seeOther,
  unwrap,
} from "@/lib/http/mod.ts";
import { removeMember } from "@/lib/members/service.ts";
import { type OrganizationSettings, settingsInput } from "@/lib/organizations/model.ts";
import { readSettingsPage, updateLogo, updateSettings } from "@/lib/organizations/service.ts";
import { attempt, errorsOf } from "../../(_frames)/account.ts";
import { unknownIntent } from "../../(_frames)/acts.ts";
import { caller, projectId as idOf, saidIn } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

/** A logo and the fields around it. */
const FORM_BYTES = 300 * 1024;

const SAID: Record<string, string> = {
  saved: "Saved",
  logo: "Logo saved",
  "no-logo": "Logo removed",
};

const rulesOf = (it: OrganizationSettings): RulesForm => ({
  name: it.name,
  timeZone: it.timeZone,
  dataRegion: it.dataRegion ?? "",
  retentionYears: it.retentionYears === null ? "" : String(it.retentionYears),
  aiOff: it.aiOff,
  aiTokensPerDay: String(it.aiTokensPerDay),
  reason: "",
});

/** The page, with what was typed where something was refused. */
async function show(
  ctx: Ctx,
  status = 200,
  changes: Partial<OrganizationView> = {},
  headers: HeadersInit = {},
) {
  const settings = unwrap(await readSettingsPage(caller(ctx), idOf(ctx)));
  const { organization } = settings;
  const view: OrganizationView = {
    page: settings,
    rules: rulesOf(organization),
    colour: organization.brandColour ?? "",
    refused: null,
    errors: [],
    leaving: ctx.url.searchParams.has("leave"),
    said: saidIn(ctx.url, SAID),
    ...changes,
  };
  const { id, name, version, brandColour, logo } = organization;
  const brand = brandColour || logo
    ? { version, colour: brandColour !== null, logo: logo !== null }
    : null;
  return page({ view, worn: { id, name, brand } }, { status, headers });
}

type Text = (name: string) => string;

function versionIn(text: Text): number {
  const version = z.coerce.number().int().min(1).safeParse(text("version"));
  if (!version.success) throw new Problem(400, "Cannot read the version in the form");
  return version.data;
}

/** To the page again, or the form with what stands against it. */
async function answer(
  ctx: Ctx,
  result: Result<unknown>,
  said: keyof typeof SAID,
  typed: Partial<OrganizationView>,
) {
  if (result.ok) return seeOther(`/organizations/${idOf(ctx)}?said=${said}`);
  const { status, headers } = result.problem;
  const errors = status === 412
    ? [{ path: "", message: STALE }]
    : errorsOf(result.problem).map((error) =>
      error.path === "/reason" ? { ...error, message: "Say why: the trail keeps it" } : error
    );
  return await show(ctx, status, { ...typed, errors }, headers);
}

const whole = (typed: string) => /^\d+$/.test(typed) ? Number(typed) : NaN;

async function saveRules(ctx: Ctx, text: Text) {
  const rules: RulesForm = {
    name: text("name"),
    timeZone: text("timeZone").trim(),
    dataRegion: text("dataRegion"),
    retentionYears: text("retentionYears").trim(),
    aiOff: text("aiOff") === "yes",
    aiTokensPerDay: text("aiTokensPerDay").trim().replaceAll(",", ""),
    reason: text("reason").trim().slice(0, 2000),
  };
  const typed = { rules, refused: "rules" as const };
  const { retentionYears: years, aiTokensPerDay: tokens } = rules;
  const input = settingsInput.safeParse({
    ...rules,
    retentionYears: years === "" ? null : whole(years),
    aiTokensPerDay: whole(tokens),
  });
  if (!input.success) {
    const hints = {
      retentionYears: "Must be a whole number of years, 1 to 100, or empty",
      aiTokensPerDay: "Must be a whole number of tokens, 0 to 2,000,000,000",
    };
    const errors: FieldError[] = plainErrors(fieldErrors(input.error.issues), hints);
    return await show(ctx, 422, { ...typed, errors });
  }
  const { reason: _, ...changes } = input.data;
  const version = versionIn(text);
  const me = caller(ctx, rules.reason || null);
  const result = await attempt(() => updateSettings(me, { id: idOf(ctx), version, changes }));
  return await answer(ctx, result, "saved", typed);
}

async function saveLooks(ctx: Ctx, text: Text) {
  const colour = text("brandColour").trim();
  const typed = { colour, refused: "looks" as const };
  const input = settingsInput.safeParse({ brandColour: colour === "" ? null : colour });
  if (!input.success) {
    const errors = plainErrors(fieldErrors(input.error.issues));
    return await show(ctx, 422, { ...typed, errors });
  }
  const change = { id: idOf(ctx), version: versionIn(text), changes: input.data };
  const result = await attempt(() => updateSettings(caller(ctx), change));
  return await answer(ctx, result, "saved", typed);
}

async function saveLogo(ctx: Ctx, text: Text, file: FormDataEntryValue | null) {
  const typed = { refused: "logo" as const };
  if (!(file instanceof File) || file.size === 0) {
    const errors = [{ path: "/logo", message: "Choose an image" }];
    return await show(ctx, 422, { ...typed, errors });
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const change = { id: idOf(ctx), version: versionIn(text), bytes };
  return await answer(ctx, await attempt(() => updateLogo(caller(ctx), change)), "logo", typed);
}

async function leave(ctx: Ctx, text: Text) {
  const me = caller(ctx, text("why").trim().slice(0, 2000) || null);
  const place = { organizationId: idOf(ctx), userId: me.claims.sub, version: null };
  const result = await attempt(() => removeMember(me, place));
  if (result.ok) return seeOther("/organizations");
  const errors = errorsOf(result.problem);
  return await show(ctx, result.problem.status, { refused: "leave", leaving: true, errors });
}

export const handler = define.handlers({
  GET: (ctx) => show(ctx),

  async POST(ctx) {
    const form = await readForm(ctx.req, FORM_BYTES);
    const text: Text = (name) => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    switch (text("intent")) {
      case "rules":
        return await saveRules(ctx, text);
      case "looks":
        return await saveLooks(ctx, text);
      case "logo":
        return await saveLogo(ctx, text, form.get("logo"));
      case "no-logo": {
        const change = { id: idOf(ctx), version: versionIn(text), bytes: null };
        const result = await attempt(() => updateLogo(caller(ctx), change));
        return await answer(ctx, result, "no-logo", { refused: "logo" });
      }
      case "leave":
        return await leave(ctx, text);
    }
    throw unknownIntent();
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="organization"
    label={data.worn.name}
    organization={data.worn}
    modal={organizationDialog(data.view)}
    islands={data.view.page.may.edit && <BrandPreview />}
  >
    <OrganizationPage {...data.view} />
  </Frame>
));
