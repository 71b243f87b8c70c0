/// <reference lib="deno.worker" />
/**
 * Parses Mermaid sources, one message one answer. Mermaid wants a browser (its text cleaner,
 * DOMPurify, needs a document): happy-dom stands in. Nothing is drawn and nothing is fetched.
 */
import { Window } from "happy-dom";
import type { Answer, Job } from "./validate.ts";
import { originalLine } from "./lines.ts";

declare const self: DedicatedWorkerGlobalScope;

const page = new Window({
  settings: {
    disableJavaScriptEvaluation: true,
    disableJavaScriptFileLoading: true,
    disableCSSFileLoading: true,
    disableIframePageLoading: true,
  },
});
Object.assign(globalThis, { window: page, document: page.document });
// Loaded late: it looks for the window when it loads.
const { default: mermaid } = await import("mermaid");

/** What Mermaid's two kinds of parsers (Jison, Langium) say of the place of an error. */
interface ParserError {
  message?: string;
  hash?: { loc?: { first_line?: number }; line?: number };
  result?: {
    lexerErrors?: { line?: number }[];
    parserErrors?: { token?: { startLine?: number } }[];
  };
}

/** Characters; some messages repeat the whole source. */
const MAX_MESSAGE = 1_000;

function lineOf(error: ParserError): number | null {
  const { hash, result } = error;
  const jison = hash?.loc?.first_line ?? (hash?.line === undefined ? undefined : hash.line + 1);
  const langium = result?.lexerErrors?.[0]?.line ?? result?.parserErrors?.[0]?.token?.startLine;
  const said = /\bline:?\s+(\d+)/i.exec(error.message ?? "")?.[1];
  const line = jison ?? langium ?? (said === undefined ? undefined : Number(said));
  return Number.isInteger(line) && line! > 0 ? line! : null;
}

/**
 * Mermaid's message, its lines those of the source. The first it names is where its lexer stands,
 * which may be past the token that `line` says.
 */
function messageOf(error: ParserError, thrown: unknown, code: string, line: number | null): string {
  let first = line;
  return String(error.message ?? thrown).slice(0, MAX_MESSAGE).replace(
    /\bon line (\d+)/g,
    (_, said: string) => {
      const shown = first ?? originalLine(code, Number(said));
      first = null;
      return `on line ${shown}`;
    },
  );
}

async function answer({ id, code }: Job): Promise<Answer> {
  try {
    const { diagramType } = await mermaid.parse(code);
    return { id, ok: true, diagramType };
  } catch (thrown) {
    const error = (thrown ?? {}) as ParserError;
    const found = lineOf(error);
    const line = found === null ? null : originalLine(code, found);
    return { id, ok: false, line, message: messageOf(error, thrown, code, line) };
  }
}

self.onmessage = async ({ data }: MessageEvent<Job>) => self.postMessage(await answer(data));
self.postMessage("ready");
