import { define, invalidField, readForm, safeNext, seeOther } from "@/lib/http/mod.ts";

const YEAR = 365 * 24 * 3600;

/** The theme button: remembers (or, for "system", forgets) the choice in a cookie and goes back to where it was pressed. */
export const handler = define.handlers({
  async POST(ctx) {
    const form = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
    const theme = form.get("theme");
    if (theme !== "light" && theme !== "dark" && theme !== "system") {
      throw invalidField("/theme", 'Must be "light", "dark" or "system"');
    }
    const secure = ctx.url.protocol === "https:" ? "; Secure" : "";
    const cookie = `theme=${theme}; Path=/; Max-Age=${
      theme === "system" ? 0 : YEAR
    }; SameSite=Lax; HttpOnly${secure}`;
    const next = String(form.get("next") ?? "");
    const back = /^\/(login|signup)$/.test(next) ? next : safeNext(next);
    return seeOther(back, [cookie]);
  },
});
