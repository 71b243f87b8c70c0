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

/** Body of a sign-up. Without `organization` one is named after the person. */
export const signUpInput = z.strictObject({
  email,
  password: newPassword,
  name: shortText,
  organization: shortText.optional(),
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
