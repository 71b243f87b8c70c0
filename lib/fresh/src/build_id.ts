/** In the browser esbuild puts the id of the bundle's build in place of the name. */
declare const FRESH_BUILD_ID: string | undefined;

/** Id of the running build. */
export let BUILD_ID: string = typeof FRESH_BUILD_ID === "string"
  ? FRESH_BUILD_ID
  : crypto.randomUUID().replaceAll("-", "");

export function setBuildId(id: string): void {
  BUILD_ID = id;
}
