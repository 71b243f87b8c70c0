/**
 * What the app stands on, started once: the database, and Supabase Auth or what stands in for it.
 * main.ts and the tools compose from here, so that both see the same platform.
 */
import type { Config } from "@/lib/config/mod.ts";
import { database, type Db } from "@/lib/db/mod.ts";
import { type AuthBackend, embeddedBackend, remoteBackend } from "@/lib/identity/mod.ts";
import { createAuth, createRateLimits, embeddedKeys } from "@/supabase/embedded/auth/mod.ts";
import { log } from "@/observability/logger.ts";

export interface Platform {
  db: Db;
  backend: AuthBackend;
  /** Answers /auth/v1 in this process; null when SUPABASE_URL names a project. */
  embeddedAuth: ((request: Request, address: string | null) => Promise<Response>) | null;
  /** Key for making accounts, as the demo does; null where there is none. */
  secretKey: string | null;
  close(): Promise<void>;
}

/** Every address of the machine: something to listen on, nothing to go to. */
const UNSPECIFIED: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** The address that browsers use, without a slash at its end. */
export function originOf({ publicOrigin, host: bound, port }: Config): string {
  const host = UNSPECIFIED[bound] ?? bound;
  return publicOrigin ?? `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** @throws DataDirectoryInUse, MigrationError */
export async function openPlatform(settings: Config): Promise<Platform> {
  if (settings.supabaseUrl !== null) {
    const db = await database();
    return {
      db,
      backend: remoteBackend(settings),
      embeddedAuth: null,
      secretKey: settings.supabaseSecretKey,
      close: () => db.close(),
    };
  }
  const origin = originOf(settings);
  const [db, keys] = await Promise.all([
    database(),
    embeddedKeys(settings.dataDir, {
      signingKeys: settings.authSigningKeys,
      publishableKey: settings.supabasePublishableKey,
      secretKey: settings.supabaseSecretKey,
    }),
  ]);
  const auth = createAuth({
    transaction: (work) => db.asAuth(work),
    keys,
    issuer: `${origin}/auth/v1`,
    settings: { siteUrl: origin, disableSignup: settings.signup !== "open" },
    rateLimit: createRateLimits(),
    report: (error) => log.error("auth.failed", { error }),
  });
  return {
    db,
    backend: embeddedBackend({
      origin,
      publishableKey: keys.publishableKey,
      handle: (request) => auth.fetch(request),
    }),
    embeddedAuth: (request, address) => auth.fetch(request, { address }),
    secretKey: keys.secretKey,
    async close() {
      auth.close();
      await db.close();
    },
  };
}

/** What seeding the demo needs of the platform. */
export function demoDeps(settings: Config, platform: Platform) {
  const { dataDir, demoPassword: password } = settings;
  return { ...platform, dataDir, password, origin: originOf(settings) };
}
