/** Key of a static file: its URL path with every segment encoded the same way. */
export function assetKey(pathname: string): string {
  try {
    return pathname.split("/").map((part) => encodeURIComponent(decodeURIComponent(part))).join(
      "/",
    );
  } catch {
    return pathname;
  }
}

const RESERVED = new Set(
  ("break case catch class const continue debugger default delete do else enum export extends " +
    "false finally for function if implements import in instanceof interface let new null " +
    "package private protected public return static super switch this throw true try typeof var " +
    "void while with yield await async arguments eval boot").split(" "),
);

/** A valid identifier made of a file's name: `nav-bar.tsx` gives `nav_bar`. */
export function pathToExportName(filePath: string): string {
  const name = filePath.slice(filePath.lastIndexOf("/") + 1).replace(/(?<=.)\.[^.]*$/, "");
  return name.replaceAll(/^[^a-z_$]|[^a-z0-9_$]/gi, "_").replaceAll(/_{2,}/g, "_");
}

/** Hands out identifiers, each one once. */
export class UniqueNamer {
  #seen = new Map<string, number>();

  getUniqueName(raw: string): string {
    let name = raw.replaceAll(/[^A-Za-z0-9_$]+/g, "_");
    if (/^\d/.test(name) || RESERVED.has(name)) name = "_" + name;
    const count = this.#seen.get(name) ?? 0;
    this.#seen.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  }
}
