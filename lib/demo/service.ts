/**
 * Seeding the demo: one organisation with two people and three studies, made the way a user makes
 * them (Auth accounts, real sign-in, real import), so that it shows what the app does. Every step
 * may run again: what is there already stays as it is. A demo of before there were plans or records
 * gets them once, in the studies that nobody has planned or recorded anything in.
 */
import { createClient } from "@supabase/supabase-js";
import type { Claims, Db } from "@/lib/db/mod.ts";
import { authClient } from "@/lib/identity/authClient.ts";
import { type AuthBackend, ensureOrganizations, Identity } from "@/lib/identity/mod.ts";
import { importStudy } from "@/lib/imports/service.ts";
import { newPassword, readNote, writeNote } from "./note.ts";
import { COORDINATOR, type DemoPerson, ORGANIZATION, OWNER } from "./people.ts";
import { seedPlans } from "./plan.ts";
import { addCoordinator } from "./queries.ts";
import { seedRecords } from "./records/seed.ts";
import { DEMO_STUDIES } from "./studies.ts";

export interface DemoDeps {
  db: Db;
  backend: AuthBackend;
  /** Key for making accounts; without one (null) nothing is seeded. */
  secretKey: string | null;
  /** Where demo.json is kept. */
  dataDir: string;
  /** Where browsers find the app, for the lines to print. */
  origin: string;
  /** The password of both people; null: random, one for each data directory. */
  password?: string | null;
}

/**
 * Seeds what is missing, and returns the lines that tell how to sign in. No lines when there is no
 * key to make accounts with.
 * @throws Error when Auth or an import refuses a step
 */
export async function seedDemo(deps: DemoDeps): Promise<string[]> {
  const { secretKey, dataDir } = deps;
  if (secretKey === null) return [];
  const note = await readNote(dataDir);
  const password = deps.password ?? note?.password ?? newPassword();
  if (note?.done && note.planned && note.recorded && note.password === password) {
    return signInLines(deps.origin, password);
  }
  // Kept before the first account is made: a seeding that was cut short goes on with it.
  await writeNote(dataDir, { password, done: false, planned: false, recorded: false });
  await account(deps, secretKey, OWNER, password);
  const coordinator = await account(deps, secretKey, COORDINATOR, password);
  await withSession(deps, OWNER, password, async (claims) => {
    const [organization] = await ensureOrganizations(deps.db, claims);
    if (!organization) throw new Error("Cannot seed the demo: its owner has no organisation");
    await importStudies(deps.db, claims, organization.id);
    const member = { orgId: organization.id, userId: coordinator };
    await deps.db.asSystem(REASON, (sql) => addCoordinator(sql, member));
    const seed = { db: deps.db, claims, organizationId: organization.id, coordinator };
    await seedPlans(seed);
    await seedRecords({ ...seed, dataDir });
  });
  await writeNote(dataDir, { password, done: true, planned: true, recorded: true });
  return signInLines(deps.origin, password);
}

const REASON = "Demo organisation seeded";

function signInLines(origin: string, password: string): string[] {
  const width = Math.max(OWNER.email.length, COORDINATOR.email.length);
  return [
    `Demo organisation ${ORGANIZATION} (fictional), at ${origin}/login`,
    ...[OWNER, COORDINATOR].map((person) =>
      `  ${person.email.padEnd(width)}  password ${password}  (${person.role})`
    ),
  ];
}

/** The user id of a person whose account has this password, made when it is not there. */
async function account(
  { backend }: DemoDeps,
  secretKey: string,
  person: DemoPerson,
  password: string,
): Promise<string> {
  const { admin } = createClient(backend.url, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: backend.fetch },
  }).auth;
  const organization = person.role === "owner" ? { organization: ORGANIZATION } : {};
  const user_metadata = { name: person.name, ...organization };
  const made = await admin.createUser({
    email: person.email,
    password,
    email_confirm: true,
    user_metadata,
  });
  if (made.data.user) return made.data.user.id;
  if (made.error?.code !== "email_exists" && made.error?.code !== "user_already_exists") {
    throw new Error(`Cannot make the demo account: ${made.error?.message}`, { cause: made.error });
  }
  for (let page = 1;; page++) {
    const { data, error } = await admin.listUsers({ page, perPage: 200 });
    if (error) throw new Error(`Cannot find the demo account: ${error.message}`, { cause: error });
    const found = data.users.find((user) => user.email === person.email);
    if (found) {
      const changed = await admin.updateUserById(found.id, { password });
      if (!changed.error) return found.id;
      throw new Error(`Cannot open the demo account: ${changed.error.message}`);
    }
    if (data.users.length < 200) throw new Error(`Cannot find the demo account ${person.email}`);
  }
}

/** Works as a signed-in person, and ends the session afterwards. */
async function withSession(
  { backend }: DemoDeps,
  person: DemoPerson,
  password: string,
  work: (claims: Claims) => Promise<void>,
): Promise<void> {
  const client = authClient(backend);
  const { data, error } = await client.signInWithPassword({ email: person.email, password });
  if (error) throw new Error(`Cannot sign in to the demo: ${error.message}`, { cause: error });
  const { verifier } = new Identity(backend, { publicOrigin: null });
  const verdict = await verifier.verify(data.session.access_token);
  if (!verdict.ok) throw new Error(`Cannot sign in to the demo: its token is ${verdict.reason}`);
  try {
    await work(verdict.claims);
  } finally {
    await client.signOut({ scope: "local" });
  }
}

async function importStudies(db: Db, claims: Claims, organizationId: string): Promise<void> {
  const ctx = { db, claims, requestId: crypto.randomUUID(), reason: REASON };
  for (const record of DEMO_STUDIES) {
    const imported = await importStudy(ctx, { record, organizationId });
    if (!imported.ok) throw imported.problem;
  }
}
