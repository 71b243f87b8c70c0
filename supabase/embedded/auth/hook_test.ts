import assert from "node:assert/strict";
import { openMemoryDatabase } from "./memory.ts";
import { createWorld, newEmail, PASSWORD } from "./testing.ts";

/** Makes the hook anew; `body` gives what it returns. */
const hook = (body: string) => `
  create or replace function public.custom_access_token_hook(event jsonb) returns jsonb
  language plpgsql as $$ begin ${body} end $$;
  grant execute on function public.custom_access_token_hook(jsonb) to supabase_auth_admin;`;

Deno.test({
  name: "a hook shapes tokens, refuses them, and its faults are ours",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const database = await openMemoryDatabase();
    const reports: unknown[] = [];
    const settings = { accessTokenHook: true, anonymous: true };
    const report = (error: unknown) => void reports.push(error);
    const world = await createWorld(database, { settings, report });
    const email = newEmail();
    const enter = async () => {
      const reply = await world.send("POST", "/token?grant_type=password", {
        email,
        password: PASSWORD,
      });
      return { status: reply.status, body: await reply.json() };
    };
    const refused = async (body: string) => {
      await database.execute(hook(body));
      const { status, body: { code, message } } = await enter();
      return { status, code, message };
    };
    try {
      await database.execute(hook(`return jsonb_build_object('claims', event -> 'claims' ||
        jsonb_build_object('seen', event ->> 'authentication_method'));`));
      const supabase = world.client();
      await supabase.auth.signUp({ email, password: PASSWORD });
      const said = async () => Object((await supabase.auth.getClaims()).data?.claims).seen;
      assert.equal(await said(), "password");
      await supabase.auth.refreshSession();
      assert.equal(await said(), "token_refresh");
      await supabase.auth.signInAnonymously();
      assert.equal(await said(), "anonymous");

      assert.deepEqual(
        await refused(`return '{"error": {"http_code": 403, "message": "Not today"}}';`),
        { status: 403, code: "unknown", message: "Not today" },
      );
      assert.deepEqual(await refused(`return '{"error": {"message": "Broken"}}';`), {
        status: 500,
        code: "unexpected_failure",
        message: "Broken",
      });
      const uri = "Error running hook URI: pg-functions://postgres/public/custom_access_token_hook";
      assert.equal((await refused(`raise exception 'private words';`)).message, uri);
      assert.equal(reports.length, 1);
      assert.match((await refused(`return '{}';`)).message, /claims field is missing/);
      assert.match((await refused(`return null;`)).message, /claims field is missing/);
      assert.match((await refused(`return '{"claims": null}';`)).message, /do not conform/);
      for (const change of [`- 'sub'`, `|| '{"exp": "soon"}'`, `|| '{"app_metadata": 1}'`]) {
        const body = `return jsonb_build_object('claims', (event -> 'claims') ${change});`;
        const { status, message } = await refused(body);
        assert.equal(status, 500);
        assert.match(message, /output claims do not conform to the expected schema/);
      }
      // A sign-in that a hook refused has left nothing behind.
      await database.execute(hook(`return jsonb_build_object('claims', event -> 'claims');`));
      assert.equal((await enter()).status, 200);
      const open = await database.transaction((sql) =>
        Promise.resolve(sql`select count(*)::int as n from auth.sessions s
          join auth.users u on u.id = s.user_id where u.email = ${email}`)
      );
      assert.equal(open[0]?.n, 2);
    } finally {
      world.auth.close();
      await database.close();
    }
  },
});
