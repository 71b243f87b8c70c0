import { PGlite } from "@electric-sql/pglite";
import { pgcrypto } from "@electric-sql/pglite/contrib/pgcrypto";
const db = await PGlite.create({ extensions: { pgcrypto } });
const base = "/work/main/supabase/";
await db.exec(await Deno.readTextFile(base + "embedded/bootstrap.sql"));
await db.exec(await Deno.readTextFile(base + "embedded/bootstrap.sql"));
for (const f of [...Deno.readDirSync(base + "migrations")].map((e) => e.name).sort()) {
  try { await db.exec("begin;" + await Deno.readTextFile(base + "migrations/" + f) + ";commit"); } catch (e) { console.log("FAILED", f, e); Deno.exit(1); }
}
console.log("applied", (await db.query("select version()")).rows);
if (Deno.args[0]) for (const r of await db.exec(await Deno.readTextFile(Deno.args[0]))) if (r.rows.length) console.log(JSON.stringify(r.rows).slice(0, 700));
