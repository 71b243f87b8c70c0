import { page } from "fresh";
import { CONFIRMATION, DeletePage, type DeleteView } from "@/components/account/delete.tsx";
import { type Ctx, define, requireSession, type Session } from "@/lib/http/mod.ts";
import { readAccount } from "@/lib/identity/account.ts";
import { deleteAccount } from "@/lib/identity/deletion.ts";
import { identityContext, requireAal2 } from "@/lib/identity/mod.ts";
import { attempt, errorsOf, formOf, goWith } from "../(_frames)/account.ts";
import { Frame } from "../(_frames)/frame.tsx";

async function view(
  ctx: Ctx,
  session: Session,
  rest: Partial<DeleteView> = {},
  init: ResponseInit = {},
) {
  const facts = await readAccount(ctx.state.db, session);
  return page<DeleteView>({
    facts,
    lifted: session.claims.aal === "aal2",
    possible: identityContext(ctx).identity.backend.secretKey !== null,
    typed: "",
    errors: [],
    ...rest,
  }, init);
}

export const handler = define.handlers({
  async GET(ctx) {
    // Reading asks for the second factor by itself, in the same wait.
    return await view(ctx, requireSession(ctx));
  },

  async POST(ctx) {
    const session = await requireAal2(ctx);
    const text = await formOf(ctx);
    const typed = text("confirmation").trim();
    const password = text("password");
    const errors = [];
    if (session.claims.aal !== "aal2" && password === "") {
      errors.push({ path: "/password", message: "Must be given" });
    }
    if (typed.toLowerCase() !== CONFIRMATION) {
      errors.push({ path: "/confirmation", message: `Must be: ${CONFIRMATION}` });
    }
    if (errors.length > 0) return await view(ctx, session, { typed, errors }, { status: 422 });
    const done = await attempt(() => deleteAccount(identityContext(ctx), session, password));
    if (done.ok) return goWith(ctx, "/login?done=deleted", done.value.cookies);
    const { status, headers } = done.problem;
    return await view(ctx, session, { typed, errors: errorsOf(done.problem) }, { status, headers });
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame state={state} url={url} section="account" label="Delete my account">
    <DeletePage {...data} />
  </Frame>
));
