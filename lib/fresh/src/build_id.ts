/** Id of the running build; in the browser, of the build that the bundle belongs to. */
export let BUILD_ID: string = crypto.randomUUID().replaceAll("-", "");

export function setBuildId(id: string): void {
  BUILD_ID = id;
}
