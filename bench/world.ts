/** A server Postgres with a small and a large database, and the app on each. */
import { resolve } from "node:path";
import { openDb } from "@/lib/db/mod.ts";
import { adminOf, templateName, withDatabase } from "@/lib/db/testing.ts";
import { serverBinaries, startServerService } from "../tools/test/processes.ts";
import { createTemplate } from "../tools/test/template.ts";
import { type AppProcess, startApp } from "../tests/process.ts";
import { listenerOf } from "./measure.ts";
import { grow } from "./grow.ts";

export interface Person {
  email: string;
  id: string;
  organization: string;
  headers: HeadersInit;
}

export interface Served {
  app: AppProcess;
  pid: number;
  origin: string;
  /** Sees every project of the organisation. */
  owner: Person;
  /** A member of ten projects. */
  member: Person;
  /** The project that pages are measured on: both see it. */
  project: string;
  /** Lets people see that project. */
  join(people: Person[]): Promise<void>;
  /** Changes its name. */
  rename(): Promise<void>;
}

const limits = {
  LIMIT_API_PER_USER: "1000000",
  LIMIT_SIGN_UP_PER_ADDRESS: "100000",
  LIMIT_SIGN_IN_PER_ADDRESS: "100000",
};

export async function startServer(dir: string) {
  const bin = await serverBinaries();
  if (bin === null) throw new Error("Cannot measure without Postgres binaries (postgresql)");
  await Deno.chmod(dir, 0o755); // the server's user looks into it
  const server = await startServerService(bin, resolve(dir, "server"));
  await createTemplate(server.url);
  return server;
}

/** The app on a database of its own with so many projects. */
export async function serve(
  server: string,
  dir: string,
  name: string,
  projects: number,
): Promise<Served> {
  const admin = adminOf(withDatabase(server, "postgres"));
  await admin.unsafe(`create database bench_${name} template ${templateName}`);
  await admin.end();
  const url = withDatabase(server, `bench_${name}`);
  const app = await appOn(url, `${dir}/${name}`);
  const owner = await signUp(app.origin, "Ada Rennick");
  const member = await signUp(app.origin, "Ines Halloran");
  const db = openDb({ url, pool: 1 });
  const project = await grow(db, { owner, member, projects });
  const analyse = adminOf(url);
  await analyse.unsafe("vacuum analyze");
  await analyse.end();
  const org = owner.organization;
  let names = 0;
  return {
    ...{ app, origin: app.origin, pid: await listenerOf(app.origin), owner, member, project },
    async join(people) {
      await db.asSystem("benchmark", async (sql) => {
        for (const { id } of people) {
          await sql`insert into public.org_members (org_id, user_id, role)
            values (${org}, ${id}, 'member')`;
          await sql`insert into public.project_members (org_id, project_id, user_id, role)
            values (${org}, ${project}, ${id}, 'viewer')`;
        }
      });
    },
    async rename() {
      await db.asSystem(
        "benchmark",
        (sql) =>
          sql`update public.projects set name = ${`Study renamed ${++names}`}
        where id = ${project}`,
      );
    },
  };
}

/** The app as a process, on a server database. */
export function appOn(url: string, dataDir: string, env: Record<string, string> = {}) {
  return startApp({ ...limits, DATABASE_URL: url, DATA_DIR: dataDir, ...env });
}

export async function signUp(origin: string, name: string): Promise<Person> {
  const email = `${crypto.randomUUID()}@example.org`;
  const response = await fetch(`${origin}/api/auth/signup`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ email, password: "correct horse battery 9", name }),
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`Sign-up answered ${text}`);
  const { user, organization } = JSON.parse(text);
  const cookie = response.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  const headers = { cookie, accept: "text/html" };
  return { email, id: user.id, organization: organization.id, headers };
}
