/** For tests: the demo organisation, seeded into a database of its own. */
import assert from "node:assert/strict";
import { type Claims, type Db, openDb } from "@/lib/db/mod.ts";
import { serverDatabase, serverUrl } from "@/lib/db/testing.ts";
import { authClient } from "@/lib/identity/authClient.ts";
import { embeddedBackend, Identity } from "@/lib/identity/mod.ts";
import { createAuth, createKeys, createPasswords } from "@/supabase/embedded/auth/mod.ts";
import { readNote } from "./note.ts";
import { OWNER } from "./people.ts";
import { seedDemo } from "./service.ts";

const ORIGIN = "http://demo.test";

export interface Demo {
  db: Db;
  owner: Claims;
  org: string;
  projects: string[];
  /** Somebody new in all studies of the demo. */
  member(role: string): Promise<Claims>;
}

async function seeded(db: Db): Promise<{ demo: Demo; close(): void }> {
  const keys = await createKeys();
  const auth = createAuth({
    ...{ transaction: (work) => db.asAuth(work), keys, issuer: `${ORIGIN}/auth/v1` },
    passwords: createPasswords({ cost: 4 }),
  });
  const backend = embeddedBackend({
    ...{ origin: ORIGIN, publishableKey: keys.publishableKey },
    handle: (request: Request) => auth.fetch(request),
  });
  const dataDir = await Deno.makeTempDir();
  await seedDemo({ db, backend, secretKey: keys.secretKey, dataDir, origin: ORIGIN });
  const { password = "" } = await readNote(dataDir) ?? {};
  const signIn = async (email: string, secret: string) => {
    const { data } = await authClient(backend).signInWithPassword({ email, password: secret });
    const { verifier } = new Identity(backend, { publicOrigin: null });
    const verdict = await verifier.verify(data.session?.access_token ?? "");
    assert.ok(verdict.ok);
    return verdict.claims;
  };
  const owner = await signIn(OWNER.email, password);
  const rows = await db.asUser(
    owner,
    (sql) => sql<{ id: string; org: string }[]>`select id, org_id as org from public.projects`,
  );
  const org = rows[0]!.org;
  const member = async (role: string) => {
    const email = `${role}@demo.example`;
    const { error } = await authClient(backend).signUp({ email, password: "quite a good one 9" });
    assert.equal(error, null);
    const claims = await signIn(email, "quite a good one 9");
    await db.asSystem("set-up of the test", async (sql) => {
      await sql`insert into public.org_members (org_id, user_id, role)
        values (${org}::uuid, ${claims.sub}::uuid, 'member')`;
      await sql`insert into public.project_members (org_id, project_id, user_id, role)
        select p.org_id, p.id, ${claims.sub}::uuid, ${role} from public.projects p where p.org_id = ${org}::uuid`;
    });
    return claims;
  };
  const demo = { db, owner, org, projects: rows.map(({ id }) => id), member };
  const close = () => {
    auth.close();
    Deno.removeSync(dataDir, { recursive: true });
  };
  return { demo, close };
}

/** A test over the demo; ignored without a server Postgres. */
export function onDemo(name: string, body: (demo: Demo) => Promise<void>) {
  Deno.test({
    name: `demo: ${name}`,
    ...{ ignore: serverUrl() === null, sanitizeOps: false, sanitizeResources: false },
    async fn() {
      const { url, drop } = await serverDatabase();
      const db = openDb({ url, pool: 4 });
      const { demo, close } = await seeded(db);
      await body(demo).finally(async () => {
        close();
        await db.close();
        await drop();
      });
    },
  });
}
