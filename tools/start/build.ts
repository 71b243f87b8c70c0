/** Builds the app when its sources changed since the last build, and only then. */
import { createHash } from "node:crypto";

const stamp = "_fresh/sources.sha256";
const sources = [
  "assets",
  "components",
  "deno.json",
  "deno.lock",
  "dev.ts",
  "fresh.config.ts",
  "islands",
  "lib",
  "main.ts",
  "observability",
  "routes",
  "static",
  "supabase/embedded",
];

/** Runs the build unless `_fresh` was made from exactly these sources. */
export async function buildIfChanged(): Promise<boolean> {
  const digest = await digestOfSources();
  if (await readIfThere(stamp) === digest) return true;
  console.log("Building …");
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "build"],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (success) await Deno.writeTextFile(stamp, digest);
  return success;
}

async function digestOfSources(): Promise<string> {
  const files = (await Promise.all(sources.map(filesUnder))).flat().sort();
  const contents = await Promise.all(files.map((file) => Deno.readFile(file)));
  const hash = createHash("sha256");
  files.forEach((file, index) => hash.update(`${file}\0`).update(contents[index]!).update("\0"));
  return hash.digest("hex");
}

async function filesUnder(path: string): Promise<string[]> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  if (info.isFile) return path.includes("_test.") ? [] : [path];
  const below: Promise<string[]>[] = [];
  for await (const entry of Deno.readDir(path)) below.push(filesUnder(`${path}/${entry.name}`));
  return (await Promise.all(below)).flat();
}

async function readIfThere(path: string): Promise<string | null> {
  return await Deno.readTextFile(path).catch(() => null);
}
