/** Every environment variable that ClinOps reads, with its rule. `.env.example` explains them. */
import { z } from "zod";

/** Unset and empty mean the same: a line `NAME=` in an env file is a variable left out. */
const text = z.string().optional().transform((value) => value === "" ? undefined : value);
const optional = text.transform((value) => value ?? null);

function whole(fallback: number, min: number, max: number) {
  const message = `must be a whole number ${min}-${max}`;
  return text.transform((value) => value ?? String(fallback))
    .pipe(z.string().regex(/^\d{1,12}$/, message).transform(Number))
    .pipe(z.number().min(min, message).max(max, message));
}

function choice<const T extends readonly [string, ...string[]]>(fallback: T[number], values: T) {
  return text.transform((value) => value ?? fallback)
    .pipe(z.enum(values, `must be one of ${values.join(", ")}`));
}

const switchWords: Record<string, boolean> = {
  on: true,
  true: true,
  yes: true,
  1: true,
  off: false,
  false: false,
  no: false,
  0: false,
};

const onOff = text.transform((value, context) => {
  if (value === undefined) return null;
  const word = switchWords[value.toLowerCase()];
  if (word !== undefined) return word;
  context.addIssue("must be on or off");
  return z.NEVER;
});

function url(schemes: string[], message: string) {
  return optional.refine(
    (value) => value === null || (URL.canParse(value) && schemes.includes(new URL(value).protocol)),
    message,
  );
}

const postgresUrl = url(
  ["postgres:", "postgresql:"],
  "must be a URL like postgres://user:password@host:5432/database",
);

const smtpUrl = url(
  ["smtp:", "smtps:"],
  "must be a URL like smtps://user:password@host:465",
);

const httpUrl = url(["http:", "https:"], "must be a URL like https://host")
  .transform((value) => value?.replace(/\/+$/, "") ?? null);

const origin = httpUrl.refine(
  (value) => value === null || new URL(value).origin === value,
  "must be an origin like https://clinops.example, without a path",
);

const price = optional.refine(
  (value) => value === null || /^\d{1,6}(\.\d{1,6})?$/.test(value),
  "must be US dollars for a million tokens, like 0.30",
).transform((value) => value === null ? null : Number(value));

const kib = 1024;
const mib = 1024 * kib;

export const variables = {
  HOST: text.transform((value) => value ?? "127.0.0.1")
    .pipe(z.string().regex(/^[0-9A-Za-z.:_-]+$/, "must be a host name or address")),
  PORT: whole(8000, 0, 65535),
  DATA_DIR: text.transform((value) => value ?? ".data"),
  PUBLIC_ORIGIN: origin,
  TRUST_PROXY: onOff.transform((value) => value ?? false),

  DATABASE_URL: postgresUrl,
  DATABASE_JOBS_URL: postgresUrl,
  DATABASE_ADMIN_URL: postgresUrl,
  DATABASE_POOL: whole(10, 1, 200),

  SUPABASE_URL: httpUrl,
  SUPABASE_PUBLISHABLE_KEY: optional,
  SUPABASE_SECRET_KEY: optional,

  SIGNUP: choice("open", ["open", "invitation", "closed"]),
  SIGNUP_CONFIRM: onOff,
  AUTH_SIGNING_KEYS: optional,
  DEMO: onOff,
  DEMO_PASSWORD: optional.refine(
    (value) => value === null || value.length >= 8,
    "must have at least 8 characters",
  ),

  SMTP_URL: smtpUrl,
  MAIL_FROM: text.transform((value) => value ?? "ClinOps <clinops@localhost>").pipe(
    z.string().regex(/^[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/, {
      message: "must be an address like ClinOps <clinops@example.org>",
    }),
  ),

  CTGOV_BASE_URL: httpUrl,

  LIMIT_SIGN_IN_PER_ACCOUNT: whole(10, 1, 100_000),
  LIMIT_SIGN_IN_PER_ADDRESS: whole(30, 1, 100_000),
  LIMIT_SIGN_UP_PER_ADDRESS: whole(30, 1, 100_000),
  LIMIT_API_PER_USER: whole(600, 1, 1_000_000),
  LIMIT_AI_PER_USER: whole(30, 1, 100_000),
  LIMIT_BODY_BYTES: whole(mib, kib, 100 * mib),
  LIMIT_IMPORT_BODY_BYTES: whole(10 * mib, kib, 500 * mib),
  DOCUMENT_MAX_BYTES: whole(50 * mib, kib, 1024 * mib),

  GOOGLE_GENERATIVE_AI_API_KEY: optional,
  GEMINI_BASE_URL: httpUrl,
  GEMINI_MODEL: optional,
  GEMINI_EMBEDDING_MODEL: optional,
  AI_PRICE_INPUT: price,
  AI_PRICE_OUTPUT: price,
  AI_FUNCTIONS_FOR_PEOPLE: onOff.transform((value) => value ?? false),

  LOG_LEVEL: choice("info", ["debug", "info", "warn", "error"]),
  METRICS_TOKEN: optional.refine(
    (value) => value === null || value.length >= 16,
    "must have at least 16 characters",
  ),
  APP_VERSION: text.transform((value) => value ?? "0.1.0"),
};

/** Variables whose value must not be repeated in a message. */
export const secrets: ReadonlySet<string> = new Set([
  "DATABASE_URL",
  "DATABASE_JOBS_URL",
  "DATABASE_ADMIN_URL",
  "SUPABASE_PUBLISHABLE_KEY",
  "SUPABASE_SECRET_KEY",
  "AUTH_SIGNING_KEYS",
  "DEMO_PASSWORD",
  "SMTP_URL",
  "GOOGLE_GENERATIVE_AI_API_KEY",
  "METRICS_TOKEN",
]);

export const environment = z.object(variables);
export type Environment = z.infer<typeof environment>;
