import { z } from "zod";

/** Somebody who belongs to an organisation. */
export const member = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: z.enum(["owner", "admin", "member"]),
  joinedAt: z.iso.datetime(),
}).meta({ id: "Member" });
export type Member = z.infer<typeof member>;
