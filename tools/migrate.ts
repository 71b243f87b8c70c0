/**
 * deno task migrate                  apply what is pending
 * deno task migrate --status         say what is applied and what is pending
 * deno task migrate --dump           embedded mode: write a dump now
 * deno task migrate --restore FILE   embedded mode: put a dump in the place of the database
 */
import { type Config, config } from "@/lib/config/mod.ts";
import { asOwner, type Maintenance, restoreEmbedded } from "@/lib/db/maintenance.ts";
import { migrate, migrationStatus } from "@/lib/db/migrate.ts";
import { main, UsageError } from "./cli/main.ts";

const usage = "Usage: deno task migrate [--status | --dump | --restore FILE]";

async function apply({ sql, dump }: Maintenance) {
  const beforeChange = async () => {
    if (dump !== null) console.log(`Dumped to ${await dump()}`);
  };
  const onApplied = (file: string) => console.log(`Applied ${file}`);
  const applied = await migrate(sql, { beforeChange, onApplied });
  console.log(applied.length === 0 ? "Nothing to apply" : `Applied ${applied.length} migrations`);
}

async function status({ sql }: Maintenance): Promise<number> {
  const { bootstrapped, applied, pending } = await migrationStatus(sql);
  if (!bootstrapped) console.log("bootstrap.sql is not applied");
  for (const version of applied) console.log(`applied ${version}`);
  for (const file of pending) console.log(`pending ${file}`);
  console.log(`${applied.length} applied, ${pending.length} pending`);
  return pending.length === 0 && bootstrapped ? 0 : 1;
}

async function dumpNow({ dump }: Maintenance) {
  if (dump === null) throw new UsageError("Cannot dump: DATABASE_URL is set; use pg_dump");
  console.log(`Dumped to ${await dump()}`);
}

async function restore(settings: Config, file: string) {
  if (settings.mode === "server") {
    throw new UsageError("Cannot restore: DATABASE_URL is set; use the tools of that server");
  }
  const replaced = await restoreEmbedded(settings, file, apply);
  console.log(`Restored ${file}`);
  if (replaced !== null) console.log(`The database before it is kept in ${replaced}`);
}

await main(async () => {
  const [option, file, ...rest] = Deno.args;
  if (option === undefined) return await asOwner(config(), apply);
  if (option === "--status" && file === undefined) return await asOwner(config(), status);
  if (option === "--dump" && file === undefined) return await asOwner(config(), dumpNow);
  if (option === "--restore" && file !== undefined && rest.length === 0) {
    return await restore(config(), file);
  }
  throw new UsageError(usage);
});
