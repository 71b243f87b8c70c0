import { z } from "zod";

/** bcrypt looks at 72 bytes and no further: a longer password would be cut in silence. */
const MAX_PASSWORD_BYTES = 72;
const MIN_PASSWORD = 8;

const email = z.email('Must be an address such as "name@example.org"').max(254).toLowerCase();
const shortText = z.string().trim().min(1, "Must be given").max(200);

const newPassword = z.string()
  .min(MIN_PASSWORD, `Must have at least ${MIN_PASSWORD} characters`)
  .refine(
    (text) => new TextEncoder().encode(text).length <= MAX_PASSWORD_BYTES,
    `Must have at most ${MAX_PASSWORD_BYTES} bytes`,
  );

/**
 * Body of a sign-up. Without `organization` one is named after the person; with the token of an
 * invitation they join that organisation, and none is made.
 */
export const signUpInput = z.strictObject({
  email,
  password: newPassword,
  name: shortText,
  organization: shortText.optional(),
  invitation: z.string().min(1).max(100).optional(),
});
export type SignUpInput = z.infer<typeof signUpInput>;

/** Body of a sign-in. `code` is the six digits of an authenticator app. */
export const signInInput = z.strictObject({
  email,
  password: z.string().min(1, "Must be given").max(1024),
  code: z.string().trim().regex(/^\d{6}$/, "Must be six digits").optional(),
});
export type SignInInput = z.infer<typeof signInInput>;

export const person = z.object({ id: z.uuid(), email: z.string(), name: z.string() })
  .meta({ id: "Person" });
export type Person = z.infer<typeof person>;

export const organization = z.object({ id: z.uuid(), name: z.string() })
  .meta({ id: "Organization" });
export type Organization = z.infer<typeof organization>;

export const membership = organization.extend({ role: z.enum(["owner", "admin", "member"]) })
  .meta({ id: "Membership" });
export type Membership = z.infer<typeof membership>;

export const aal = z.enum(["aal1", "aal2"]);
/** UTC, ISO 8601. */
export const moment = z.iso.datetime();

/** The tokens of one session; times are Unix seconds. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
}

/** What the app looks at in an access token; other claims are kept and never authorise. */
export const accessClaims = z.looseObject({
  iss: z.string(),
  sub: z.uuid(),
  aud: z.union([z.string(), z.array(z.string())]),
  role: z.literal("authenticated"),
  session_id: z.uuid(),
  aal,
  exp: z.number(),
  iat: z.number(),
  nbf: z.number().optional(),
  email: z.string().optional(),
});

const metadata = z.looseObject({ name: z.string().catch(""), organization: z.string().catch("") });

/** Name and wished organisation that a person gave at sign-up; for showing, never for deciding. */
export function signUpWishes(userMetadata: unknown): { name: string; organization: string } {
  const parsed = metadata.safeParse(userMetadata ?? {});
  return parsed.success ? parsed.data : { name: "", organization: "" };
}

/** What an organisation is called when nobody named it. */
export const defaultOrganization = (name: string) => `${name}'s organisation`.slice(0, 200);

/** Six digits, as a letter or an authenticator shows them: blanks in between are forgiven. */
const sixDigits = z.string().transform((text) => text.replace(/[\s-]/g, ""))
  .pipe(z.string().regex(/^\d{6}$/, "Must be six digits"));

/** What a letter of Auth is about, and so what its code or link does. */
export const letterKind = z.enum([
  "signup",
  "recovery",
  "email",
  "magiclink",
  "invite",
  "email_change",
]);
export type LetterKind = z.infer<typeof letterKind>;

export const addressInput = z.strictObject({ email });
export const codeInput = z.strictObject({ email, code: sixDigits });
export const linkInput = z.strictObject({
  tokenHash: z.string().regex(/^(pkce_)?[0-9a-f]{40,128}$/, "Cannot read the link: open it again"),
});
export const nameInput = z.strictObject({ name: shortText });
const currentPassword = z.string().min(1, "Must be given").max(1024);
export const emailChangeInput = z.strictObject({ email, password: currentPassword });
export const passwordChangeInput = z.strictObject({
  current: currentPassword,
  password: newPassword,
});
export const newPasswordInput = z.strictObject({ password: newPassword });
export const totpInput = z.strictObject({ code: sixDigits });

/** What happens to an account and is written down. */
export type NotedEvent =
  | "second_factor_on"
  | "second_factor_off"
  | "password_changed"
  | "email_changed"
  | "signed_out_elsewhere"
  | "signed_out_everywhere";

/** A living session of the person; moments are UTC. */
export interface Device {
  id: string;
  current: boolean;
  userAgent: string | null;
  address: string | null;
  since: string;
  lastUsed: string;
  aal: "aal1" | "aal2" | null;
}

/** What the database knows of the caller's account. */
export interface AccountFacts {
  name: string;
  email: string | null;
  /** Asked for and not yet confirmed. */
  pendingEmail: string | null;
  hasPassword: boolean;
  since: string;
  /** null without a second factor. */
  secondFactorSince: string | null;
  codesLeft: number;
  sessions: Device[];
  /** Organisations with other members that nobody else owns. */
  lastOwnerOf: string[];
  events: { what: string; detail: string | null; at: string }[];
}

/** A second factor that was begun: what the authenticator reads, as text and as a drawing. */
export interface Enrolment {
  factorId: string;
  secret: string;
  uri: string;
  /**
   * Edge of the drawing in modules, with its quiet zone, and its dark modules as an SVG path; null
   * where the address is too long to be drawn.
   */
  qr: { size: number; path: string } | null;
}
