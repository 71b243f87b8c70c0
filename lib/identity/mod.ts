/** The front of lib/identity: signing in and out, and who is calling. */
export { embeddedBackend, remoteBackend } from "./backend.ts";
export type { AuthBackend } from "./backend.ts";
export { Identity } from "./session.ts";
export { signInInput, signUpInput } from "./model.ts";
export type { Membership, Organization, Person, SignInInput, SignUpInput } from "./model.ts";
export {
  ensureOrganizations,
  organizationsOf,
  signOut,
  signUp,
  withOrganization,
} from "./service.ts";
export type { IdentityContext, SignedIn, SignedUp } from "./service.ts";
export { identityContext } from "./context.ts";
export { signIn, signInOnPage } from "./sign_in.ts";
export { requireAal2 } from "./require_aal2.ts";
export { needsSecondFactor } from "./second_factor.ts";
