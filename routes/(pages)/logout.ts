import { define, readForm, seeOther, unwrap } from "@/lib/http/mod.ts";
import { identityContext, signOut } from "@/lib/identity/mod.ts";

/** The sign-out button of the shell. */
export const handler = define.handlers({
  GET: () => seeOther("/login"),
  async POST(ctx) {
    await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
    const { session } = ctx.state;
    if (!session) return seeOther("/login");
    const { cookies } = unwrap(await signOut(identityContext(ctx), session));
    return seeOther("/login", cookies);
  },
});
