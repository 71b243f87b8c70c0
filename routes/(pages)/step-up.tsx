import { page } from "fresh";
import { Head } from "fresh/runtime";
import { StepUp, type StepUpForm } from "@/components/account/door.tsx";
import { Gatehouse } from "@/components/gatehouse.tsx";
import { define, safeNext, seeOther } from "@/lib/http/mod.ts";
import { identityContext, needsSecondFactor } from "@/lib/identity/mod.ts";
import { someoneWaits, stepUp } from "@/lib/identity/second_factor.ts";
import { attempt, errorsOf, formOf, goWith } from "./(_frames)/account.ts";

const toLogin = (next: string | null) =>
  seeOther(`/login?next=${encodeURIComponent(safeNext(next))}`);

/** Who came for nothing else is told that the second factor is gone; a new password comes first. */
const afterRecovery = (path: string) => path === "/projects" ? "/account?saved=recovered" : path;

export const handler = define.handlers({
  async GET(ctx) {
    const next = ctx.url.searchParams.get("next");
    const { session, db } = ctx.state;
    if (!someoneWaits(identityContext(ctx), session)) return toLogin(next);
    if (session && !await needsSecondFactor(db, session.claims)) return seeOther(safeNext(next));
    return page<StepUpForm>({ next, errors: [] });
  },

  async POST(ctx) {
    const text = await formOf(ctx);
    const next = text("next") || null;
    const { session } = ctx.state;
    const identity = identityContext(ctx);
    if (!someoneWaits(identity, session)) return toLogin(next);
    const code = text("code").trim();
    if (code === "") {
      const errors = [{ path: "/code", message: "Must be given" }];
      return page<StepUpForm>({ next, errors }, { status: 422 });
    }
    const done = await attempt(() => stepUp(identity, session, code));
    if (done.ok) {
      const { recovered, cookies } = done.value;
      return goWith(ctx, recovered ? afterRecovery(safeNext(next)) : safeNext(next), cookies);
    }
    const { status, headers } = done.problem;
    return page<StepUpForm>({ next, errors: errorsOf(done.problem) }, { status, headers });
  },
});

export default define.page<typeof handler>(({ data, url }) => (
  <>
    <Head>
      <title>Second factor · ClinOps</title>
    </Head>
    <Gatehouse here={url.pathname + url.search}>
      <StepUp {...data} />
    </Gatehouse>
  </>
));
