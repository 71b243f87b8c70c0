/**
 * What the app stands on, started once: the database, and Supabase Auth or what stands in for it.
 * main.ts and the tools compose from here, so that both see the same platform.
 */
import type { GatewayOptions } from "@/lib/assistant/gateway.ts";
import type { Config } from "@/lib/config/mod.ts";
import { originOf } from "@/lib/config/origin.ts";
import { database, type Db } from "@/lib/db/mod.ts";
import { type AuthBackend, embeddedBackend, remoteBackend } from "@/lib/identity/mod.ts";
import { mailer } from "@/lib/mail/mod.ts";
import {
  createAuth,
  createRateLimits,
  DEFAULT_SETTINGS,
  embeddedKeys,
} from "@/supabase/embedded/auth/mod.ts";
import { log } from "@/observability/logger.ts";
import { embeddedFunctions } from "./functions.ts";
import { authLetter } from "./letters.ts";

export interface Platform {
  db: Db;
  backend: AuthBackend;
  /** Answers /auth/v1 in this process; null when SUPABASE_URL names a project. */
  embeddedAuth: ((request: Request, address: string | null) => Promise<Response>) | null;
  /** Answers /functions/v1 in this process; null when SUPABASE_URL names a project that does. */
  functions: ((request: Request) => Promise<Response>) | null;
  /** How the app itself asks the functions; its key is null where nobody would answer. */
  gateway: GatewayOptions;
  /** Key for making accounts, as the demo does; null where there is none. */
  secretKey: string | null;
  close(): Promise<void>;
}

/** How long people stay signed in, in seconds, and more; the same as in supabase/config.toml. */
const SESSIONS = {
  sessionTimebox: 24 * 3600,
  inactivityTimeout: 8 * 3600,
  requireReauthentication: true,
};

/** @throws DataDirectoryInUse, MigrationError */
export async function openPlatform(settings: Config): Promise<Platform> {
  // Begins with the letters that an earlier process could not deliver.
  const letters = mailer();
  if (settings.supabaseUrl !== null) {
    const db = await database();
    return {
      db,
      backend: remoteBackend(settings),
      embeddedAuth: null,
      functions: null,
      gateway: {
        url: `${settings.supabaseUrl}/functions/v1`,
        secretKey: settings.supabaseSecretKey,
        fetch: (request) => fetch(request),
      },
      secretKey: settings.supabaseSecretKey,
      async close() {
        await Promise.all([letters.close(), db.close()]);
      },
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
    settings: {
      siteUrl: origin,
      disableSignup: settings.signup !== "open",
      autoconfirm: !settings.signupConfirm,
      // Where anybody may sign up and is in at once, sign-up itself tells who has an account.
      discreet: settings.signup !== "open" || settings.signupConfirm,
      accessTokenHook: true,
      ...SESSIONS,
    },
    mail: (mail) => letters.send(authLetter(origin, mail, DEFAULT_SETTINGS.codeSeconds)),
    rateLimit: createRateLimits(),
    report: (error) => log.error("auth.failed", { error }),
  });
  const backend = embeddedBackend({
    origin,
    publishableKey: keys.publishableKey,
    secretKey: keys.secretKey,
    handle: (request) => auth.fetch(request),
  });
  const functions = embeddedFunctions(settings, backend);
  return {
    db,
    backend,
    embeddedAuth: (request, address) => auth.fetch(request, { address }),
    functions,
    gateway: {
      url: `${origin}/functions/v1`,
      secretKey: settings.ai.apiKey === null ? null : keys.secretKey,
      fetch: functions,
    },
    secretKey: keys.secretKey,
    async close() {
      auth.close();
      await Promise.all([letters.close(), db.close()]);
    },
  };
}

/** What seeding the demo needs of the platform. */
export function demoDeps(settings: Config, platform: Platform) {
  const { dataDir, demoPassword: password } = settings;
  return { ...platform, dataDir, password, origin: originOf(settings) };
}
