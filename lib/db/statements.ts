/**
 * Splits a migration into statements exactly as the Supabase CLI does, because the CLI and our
 * runner record the same rows. A state takes one character and the text read so far, and gives the
 * next state, or null at the end of a statement. Comments stay with the statement after them.
 */
type State = (char: string, read: string) => State | null;

const ready: State = (char, read) => {
  switch (char) {
    case "$":
      return tag(read.length - 1);
    case "'":
    case '"':
      return quoted(char);
    case "-":
      return dash;
    case "/":
      return block();
    case "\\":
      return () => ready;
    case ";":
      return null;
    case "(":
      return nested(ready, ")");
    case "c":
    case "C":
      return /\satomic$/i.test(read.slice(-7)) ? nested(ready, "END") : ready;
    default:
      return ready;
  }
};

const dash: State = (char, read) => char === "-" ? until("\n") : ready(char, read);

/** A block comment, which nests; a lone slash is none. */
function block(): State {
  let depth = 0;
  const state: State = (char, read) => {
    const last = read.slice(-2);
    if (last === "/*") {
      depth++;
      return state;
    }
    if (depth === 0) return ready(char, read);
    if (last === "*/" && --depth === 0) return ready;
    return state;
  };
  return state;
}

/** Inside quotes; a doubled quote is one character of the text. */
function quoted(delimiter: string): State {
  const inside: State = (char) => char === delimiter ? maybeClosed : inside;
  const maybeClosed: State = (char, read) => char === delimiter ? inside : ready(char, read);
  return inside;
}

/** `$tag$` opened at `offset`, or a plain dollar sign. */
function tag(offset: number): State {
  const state: State = (char, read) => {
    if (char === "$") return until(read.slice(offset));
    return /[\p{L}\p{Nd}_]/u.test(char) ? state : ready(char, read);
  };
  return state;
}

function until(delimiter: string): State {
  const state: State = (_char, read) => read.endsWith(delimiter) ? ready : state;
  return state;
}

/** Inside parentheses or `begin atomic … end`, where a semicolon ends nothing. */
function nested(inner: State, delimiter: string): State {
  let state = inner;
  const outer: State = (char, read) => {
    state = state(char, read) ?? state;
    const closed = state === ready && read.slice(-delimiter.length).toUpperCase() === delimiter;
    return closed ? ready : outer;
  };
  return outer;
}

/** The statements of a script, without their semicolons and surrounding white space. */
export function splitStatements(script: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let end = 0;
  let state: State = ready;
  const emit = () => {
    const statement = script.slice(start, end).replace(/;+$/, "").trim();
    if (statement !== "") statements.push(statement);
    start = end;
  };
  for (const char of script) {
    end += char.length;
    // A window is enough to look back at: tags and keywords are short, a slice of it all is not.
    const next = state(char, script.slice(start, end));
    state = next ?? ready;
    if (next === null) emit();
  }
  emit();
  return statements;
}
