/** The configuration: the environment, read once and parsed as a whole. Nobody else reads it. */
import { type Environment, environment, secrets, variables } from "./variables.ts";

/** The environment does not fit; the message has one line for each bad variable, by name. */
export class ConfigError extends Error {
  override name = "ConfigError";
  constructor(readonly problems: readonly { variable: string; message: string }[]) {
    super(problems.map((problem) => problem.message).join("\n"));
  }
}

export interface Limits {
  /** Tries a minute. */
  signInPerAccount: number;
  signInPerAddress: number;
  /** Sign-ups an hour. */
  signUpPerAddress: number;
  /** Calls a minute. */
  apiPerUser: number;
  aiPerUser: number;
  /** Largest body of an import, and of any other request. */
  importBodyBytes: number;
  bodyBytes: number;
  /** Largest file of a document. */
  documentBytes: number;
}

export interface Config {
  /** "server" when DATABASE_URL is set, else Postgres runs in this process. */
  mode: "embedded" | "server";
  host: string;
  port: number;
  dataDir: string;
  /** Where browsers reach the app; https asks for `__Host-` cookies and HSTS. */
  publicOrigin: string | null;
  databaseUrl: string | null;
  databaseJobsUrl: string | null;
  databaseAdminUrl: string | null;
  /** Connections of this process to a server Postgres. */
  databasePool: number;
  /** null: the embedded Auth answers under /auth/v1. */
  supabaseUrl: string | null;
  supabasePublishableKey: string | null;
  supabaseSecretKey: string | null;
  /** Private JWKs of the embedded Auth, as JSON text, so that several processes share them. */
  authSigningKeys: string | null;
  demo: boolean;
  /** null: random, one for each data directory. */
  demoPassword: string | null;
  /** Where studies are asked for by number; null: ClinicalTrials.gov. */
  ctgovBaseUrl: string | null;
  signup: "open" | "invitation" | "closed";
  /** A new address must be confirmed by mail before it counts; on when SMTP is configured. */
  signupConfirm: boolean;
  mail: {
    /** null: messages stay in the outbox folder of the data directory. */
    smtpUrl: string | null;
    from: string;
  };
  limits: Limits;
  metricsToken: string | null;
  /** Believe X-Forwarded-For and X-Forwarded-Proto. */
  trustProxy: boolean;
  logLevel: "debug" | "info" | "warn" | "error";
  version: string;
  ai: {
    apiKey: string | null;
    baseUrl: string | null;
    model: string | null;
    embeddingModel: string | null;
    /** US dollars for a million tokens; null: nobody said. */
    priceInput: number | null;
    priceOutput: number | null;
    /** People may call /functions/v1 with their own token, past the app's ledger and budgets. */
    functionsForPeople: boolean;
  };
}

type Env = Record<string, string | undefined>;

/**
 * Reads a configuration from environment variables; pure.
 * @throws ConfigError that names every variable at fault
 */
export function parseConfig(env: Env): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => {
      const variable = String(issue.path[0]);
      return { variable, message: `Cannot use ${shown(variable, env)}: ${issue.message}` };
    }));
  }
  const problems = disagreements(parsed.data);
  if (problems.length > 0) throw new ConfigError(problems);
  return fromEnvironment(parsed.data);
}

function shown(variable: string, env: Env): string {
  return secrets.has(variable) ? variable : `${variable}=${JSON.stringify(env[variable])}`;
}

/** Variables that are right alone and wrong together. */
function disagreements(env: Environment) {
  const needs: [keyof Environment, keyof Environment, string][] = [
    ["SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "the app signs people in with it"],
    ["SUPABASE_URL", "DATABASE_URL", "users and sessions are in the project's own database"],
    ["DATABASE_JOBS_URL", "DATABASE_URL", "jobs use the same database as people"],
  ];
  const missing = needs
    .filter(([given, needed]) => env[given] !== null && env[needed] === null)
    .map(([given, needed, why]) => ({
      variable: needed,
      message: `Cannot use ${given} without ${needed}: ${why}`,
    }));
  if (env.SMTP_URL !== null && env.MAIL_FROM.replace(/>$/, "").endsWith("@localhost")) {
    const variable = "MAIL_FROM";
    const message = "Cannot use SMTP_URL without MAIL_FROM: letters from nobody@localhost are " +
      "refused; give an address of yours like ClinOps <clinops@example.org>";
    missing.push({ variable, message });
  }
  return missing;
}

function fromEnvironment(env: Environment): Config {
  const mode = env.DATABASE_URL === null ? "embedded" : "server";
  return {
    mode,
    host: env.HOST,
    port: env.PORT,
    dataDir: env.DATA_DIR,
    publicOrigin: env.PUBLIC_ORIGIN,
    databaseUrl: env.DATABASE_URL,
    databaseJobsUrl: env.DATABASE_JOBS_URL,
    databaseAdminUrl: env.DATABASE_ADMIN_URL,
    databasePool: env.DATABASE_POOL,
    supabaseUrl: env.SUPABASE_URL,
    supabasePublishableKey: env.SUPABASE_PUBLISHABLE_KEY,
    supabaseSecretKey: env.SUPABASE_SECRET_KEY,
    authSigningKeys: env.AUTH_SIGNING_KEYS,
    demo: env.DEMO ?? mode === "embedded",
    demoPassword: env.DEMO_PASSWORD,
    ctgovBaseUrl: env.CTGOV_BASE_URL,
    signup: env.SIGNUP,
    signupConfirm: env.SIGNUP_CONFIRM ?? env.SMTP_URL !== null,
    mail: { smtpUrl: env.SMTP_URL, from: env.MAIL_FROM },
    limits: limitsOf(env),
    metricsToken: env.METRICS_TOKEN,
    trustProxy: env.TRUST_PROXY,
    logLevel: env.LOG_LEVEL,
    version: env.APP_VERSION,
    ai: {
      apiKey: env.GOOGLE_GENERATIVE_AI_API_KEY,
      baseUrl: env.GEMINI_BASE_URL,
      model: env.GEMINI_MODEL,
      embeddingModel: env.GEMINI_EMBEDDING_MODEL,
      priceInput: env.AI_PRICE_INPUT,
      priceOutput: env.AI_PRICE_OUTPUT,
      functionsForPeople: env.AI_FUNCTIONS_FOR_PEOPLE,
    },
  };
}

function limitsOf(env: Environment): Limits {
  return {
    signInPerAccount: env.LIMIT_SIGN_IN_PER_ACCOUNT,
    signInPerAddress: env.LIMIT_SIGN_IN_PER_ADDRESS,
    signUpPerAddress: env.LIMIT_SIGN_UP_PER_ADDRESS,
    apiPerUser: env.LIMIT_API_PER_USER,
    aiPerUser: env.LIMIT_AI_PER_USER,
    importBodyBytes: env.LIMIT_IMPORT_BODY_BYTES,
    bodyBytes: env.LIMIT_BODY_BYTES,
    documentBytes: env.DOCUMENT_MAX_BYTES,
  };
}

let known: Config | null = null;

/** The configuration of this process; reads the environment at the first call. */
export function config(): Config {
  if (known === null) {
    const names = Object.keys(variables);
    known = parseConfig(Object.fromEntries(names.map((name) => [name, Deno.env.get(name)])));
  }
  return known;
}
