import { define, requireSession } from "@/lib/http/mod.ts";
import { exportData } from "@/lib/identity/deletion.ts";

/** The person's own data as a file. */
export const handler = define.handlers({
  async GET(ctx) {
    const data = await exportData(ctx.state.db, requireSession(ctx));
    return new Response(JSON.stringify(data, null, 2), {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": 'attachment; filename="clinops-my-data.json"',
        "cache-control": "no-store",
      },
    });
  },
});
