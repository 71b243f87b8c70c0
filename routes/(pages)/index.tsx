import { define, requireSession, seeOther } from "@/lib/http/mod.ts";

export const handler = define.handlers({
  GET(ctx) {
    requireSession(ctx);
    return seeOther("/projects");
  },
});
