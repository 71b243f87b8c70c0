/** Settings of an organisation: types and what may be sent. */
import { z } from "zod";

const name = z.string().trim().min(1, "Must be given").max(200);
const line = (most: number) =>
  z.string().trim().max(most).transform((text) => text === "" ? null : text).nullable();

const timeZone = z.string().max(64).refine((zone) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}, { message: "Must be an IANA time zone, such as Europe/Berlin" });

const colour = z.string().trim().toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, "Must be a colour such as #6f2a5f");

const years = z.int("Must be a whole number of years, 1 to 100")
  .min(1, "Must be 1 year or more").max(100, "Must be at most 100 years");

const tokens = z.int("Must be a whole number of tokens, 0 to 2,000,000,000")
  .min(0, "Must be 0 or more").max(2_000_000_000, "Must be at most 2,000,000,000");

export const settingsInput = z.strictObject({
  name: name.optional(),
  timeZone: timeZone.optional(),
  /** null: the product's own. */
  brandColour: colour.nullable().optional(),
  dataRegion: line(100).optional(),
  /** null: no rule. */
  retentionYears: years.nullable().optional(),
  aiOff: z.boolean().optional(),
  /** What all studies together may use of the model in a day (UTC), in and out. */
  aiTokensPerDay: tokens.optional(),
  reason: z.string().max(2_000).optional(),
}).refine((body) => Object.keys(body).some((key) => key !== "reason"), {
  message: "Nothing to change: give at least one field",
});
export type SettingsInput = z.infer<typeof settingsInput>;

export const organizationSettings = z.object({
  id: z.uuid(),
  name: z.string(),
  timeZone: z.string(),
  brandColour: z.string().nullable(),
  /** Media type; the image is at …/logo. */
  logo: z.enum(["image/png", "image/jpeg", "image/webp"]).nullable(),
  dataRegion: z.string().nullable(),
  retentionYears: z.int().nullable(),
  aiOff: z.boolean(),
  aiTokensPerDay: z.int(),
  updatedAt: z.iso.datetime(),
  version: z.int(),
}).meta({ id: "OrganizationSettings" });
export type OrganizationSettings = z.infer<typeof organizationSettings>;

/** What the page of the settings shows. */
export interface SettingsPage {
  organization: OrganizationSettings;
  role: "owner" | "admin" | "member";
  may: { edit: boolean };
  members: number;
  owners: number;
  /** Archived studies of the organisation that the caller sees. */
  archived: number;
  /** Tokens used since midnight, UTC. */
  tokensToday: number;
}

/** One of the caller's organisations in a list. */
export interface OrganizationEntry {
  id: string;
  name: string;
  role: "owner" | "admin" | "member";
  members: number;
}
