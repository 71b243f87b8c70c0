/** Documents that wait to be written, or are being written. */
import { z } from "zod";
import { PERSONAS } from "./model.ts";

export const JOB_STATES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type JobState = typeof JOB_STATES[number];

/** Jobs of one study that may be open at a time: whoever asks for more waits. */
export const MOST_OPEN = 40;

export const jobInput = z.strictObject({
  /** One document … */
  tabType: z.string().min(1).max(40).optional(),
  /** … or all of a persona. */
  persona: z.enum(PERSONAS).optional(),
  /** Of documents about a site. */
  siteId: z.uuid().nullable().optional(),
  /** Keys of the sections to write; all where nothing is said. */
  sections: z.array(z.string().min(1).max(60)).min(1, "Must name a section").max(40).optional(),
  /** What to change, in words. */
  instructions: z.string().trim().max(4000).optional(),
  reason: z.string().max(2000).optional(),
}).refine((body) => (body.tabType === undefined) !== (body.persona === undefined), {
  message: "Must name one: tabType for a document, or persona for all of its documents",
});
export type JobInput = z.infer<typeof jobInput>;

export const generationJob = z.object({
  id: z.uuid(),
  tabType: z.string(),
  /** Of the document. */
  title: z.string(),
  siteId: z.uuid().nullable(),
  /** What the site is called; null where there is none. */
  site: z.string().nullable(),
  sections: z.array(z.string()).nullable(),
  instructions: z.string().nullable(),
  state: z.enum(JOB_STATES),
  /** Sections that are through, of so many; 0 of 0 before it begins. */
  done: z.int(),
  total: z.int(),
  /** What is going on, or why it ended so. */
  message: z.string().nullable(),
  /** The version that came of it. */
  versionId: z.uuid().nullable(),
  by: z.object({ id: z.uuid(), name: z.string().nullable() }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}).meta({ id: "GenerationJob" });
export type GenerationJob = z.infer<typeof generationJob>;

export const isOpen = ({ state }: Pick<GenerationJob, "state">): boolean =>
  state === "queued" || state === "running";
