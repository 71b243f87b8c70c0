/**
 * Instructions, facts and other people's text stand apart in fences whose mark is drawn anew for each
 * call, after the text is known: nothing in a text can close the fence around it.
 */
export interface Fence {
  /** "facts", "task" and the like; for the model to tell them apart. */
  name: string;
  text: string;
}

/** 122 random bits as hex digits. */
export const randomMark = (): string => crypto.randomUUID().replaceAll("-", "");

/** @param mark Draws a mark; asked again when a text holds it. */
export function fenced(fences: readonly Fence[], mark: () => string = randomMark): Fenced {
  for (let tries = 0; tries < 10; tries++) {
    const drawn = mark();
    if (drawn.length < 16 || fences.some(({ text }) => text.includes(drawn))) continue;
    const blocks = (seal: string) =>
      fences.map(({ name, text }) => `<<${name} ${seal}>>\n${text}\n<</${name} ${seal}>>`)
        .join("\n\n");
    return { text: blocks(drawn), constant: blocks("MARK"), mark: drawn };
  }
  throw new Error("Cannot draw a mark that no text holds");
}

export interface Fenced {
  text: string;
  /** The same with a constant for the mark: what a hash is made of. */
  constant: string;
  mark: string;
}
