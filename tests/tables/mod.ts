// What the tests of access know of each table of schema public, a file a feature. A table that is
// not declared fails them: whoever adds one says who may do what with it, and how a row is made.
import type { Declarations } from "./declaration.ts";
import { actions } from "./actions.ts";
import { assistant } from "./assistant.ts";
import { budget } from "./budget.ts";
import { chat } from "./chat.ts";
import { dashboard } from "./dashboard.ts";
import { documents } from "./documents.ts";
import { enrollment } from "./enrollment.ts";
import { intake } from "./intake.ts";
import { organization } from "./organization.ts";
import { plan } from "./plan.ts";
import { proposals } from "./proposals.ts";
import { quality } from "./quality.ts";
import { sites } from "./sites.ts";
import { study } from "./study.ts";
import { trail } from "./trail.ts";

/** In an order in which rows can be made: a feature stands below those whose rows its own need. */
export const tables: Declarations = {
  ...organization,
  ...study,
  ...intake,
  ...sites,
  ...plan,
  ...enrollment,
  ...documents,
  ...quality,
  ...budget,
  ...dashboard,
  ...actions,
  ...assistant,
  ...proposals,
  ...chat,
  ...trail,
};
