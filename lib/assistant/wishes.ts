/** Which sections a wish is about. Pure. */
import { invalid, type Result, success } from "@/lib/http/reply.ts";
import type { Skeleton, SkeletonSection, WrittenSection } from "./model.ts";
import type { Wish } from "./writing.ts";

export type Target = Wish;

const folded = (text: string) => text.normalize("NFKC").toLowerCase();

/** Whether a wish names a section: by its title, its key, or as "section 2". */
function names(wish: string, { title, key }: SkeletonSection, number: number): boolean {
  const said = folded(wish);
  const words = `[^\\p{L}\\p{N}]`;
  const whole = (name: string) =>
    new RegExp(`(?:^|${words})${RegExp.escape(folded(name))}(?:$|${words})`, "u").test(said);
  const numbered = new RegExp(`\\bsections?\\s+(?:\\d+\\s*(?:,|and)\\s*)*${number}\\b`);
  return whole(title) || whole(key) || numbered.test(said);
}

/**
 * The sections that a model is asked for. By name: those. A wish in words: those that it names, else
 * all that an agent wrote, each of which may stay as it is. Else all that a text is wanted for, but
 * for those that a person wrote.
 */
export function chosen(
  { sections }: Skeleton,
  earlier: readonly WrittenSection[],
  wanted: { sections?: readonly string[] | undefined; instructions?: string | undefined },
): Result<Target[]> {
  const instructions = wanted.instructions?.trim() || null;
  const before = new Map(earlier.filter(({ text }) => text !== "").map((one) => [one.key, one]));
  const target = (section: SkeletonSection, mayKeep = false): Target => ({
    ...{ section, instructions, mayKeep },
    before: before.get(section.key) ?? null,
  });
  if (wanted.sections) {
    const errors = wanted.sections.flatMap((key, i) => {
      const section = sections.find((one) => one.key === key);
      if (section?.write) return [];
      const path = `/sections/${i}`;
      return [{
        path,
        message: section
          ? "Nothing is written in this section: its figures speak for themselves"
          : "Must be a section of the document",
      }];
    });
    if (errors.length > 0) return invalid(errors);
    const keys = new Set(wanted.sections);
    return success(sections.filter(({ key }) => keys.has(key)).map((one) => target(one)));
  }
  const written = sections.filter(({ write }) => write !== null);
  const byPerson = (key: string) => before.get(key)?.author.kind === "person";
  if (instructions) {
    const named = sections.filter((section, i) => names(instructions, section, i + 1))
      .filter(({ write }) => write !== null);
    if (named.length > 0) return success(named.map((one) => target(one)));
    const said = written.filter(({ key }) => before.has(key) && !byPerson(key));
    if (said.length > 0) return success(said.map((one) => target(one, true)));
  }
  return success(written.filter(({ key }) => !byPerson(key)).map((one) => target(one)));
}
