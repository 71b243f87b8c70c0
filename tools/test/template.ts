/** The migrated database that those of tests and of the benchmark are copied from. */
import { connect } from "@/lib/db/connect.ts";
import { migrate } from "@/lib/db/migrate.ts";
import { adminOf, templateName, withDatabase } from "@/lib/db/testing.ts";

/** @param url of the server, which may be just starting */
export async function createTemplate(url: string) {
  const admin = await accepting(url);
  await admin.unsafe(`create database ${templateName}`);
  await admin.end();
  const sql = connect(withDatabase(url, templateName), { max: 1 });
  await migrate(sql);
  await sql.end();
}

/** A copy of the template, which the tests of one part share. @returns its URL */
export async function copyTemplate(url: string, name: string): Promise<string> {
  const admin = adminOf(withDatabase(url, "postgres"));
  await admin.unsafe(`create database ${name} template ${templateName}`);
  await admin.end();
  return withDatabase(url, name);
}

/** A connection to a server that is just starting. */
async function accepting(url: string) {
  for (let tries = 0;; tries++) {
    const admin = adminOf(url);
    try {
      await admin`select 1`;
      return admin;
    } catch (error) {
      await admin.end({ timeout: 0 });
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
