import { createHash } from "node:crypto";

function env(name: string): string | undefined {
  try {
    return Deno.env.get(name) || undefined;
  } catch {
    // Without permission to read the environment it does not decide
  }
}

/** Set on Deno Deploy, where an app always runs from a build. */
export const IS_DEPLOYMENT: boolean = env("DENO_DEPLOYMENT_ID") !== undefined;

const revision = env("DENO_DEPLOYMENT_ID") ?? env("GITHUB_SHA") ?? env("CI_COMMIT_SHA");

/** The id that the deployment gives, when it does. */
export const DEPLOYMENT_BUILD_ID: string | undefined = revision && sha1(revision);

/** Id of the running build; in the browser it is the id the bundle was made with. */
export let BUILD_ID: string = DEPLOYMENT_BUILD_ID ?? sha1(crypto.randomUUID());

export function setBuildId(id: string): void {
  BUILD_ID = id;
}

export function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
