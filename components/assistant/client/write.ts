/** Follows a document while it is written. In the browser only; comes when somebody asks for it. */
import { renewParts } from "@/components/live_parts.ts";

interface Told {
  key: string;
  state: string;
  message?: string;
  text: string;
}

const WORDS: Record<string, string> = {
  queued: "waits",
  asked: "is being written",
  retrying: "the model is busy, trying again",
  done: "written",
  kept: "stays as it is",
  failed: "not written",
};

let going: AbortController | null = null;

function made<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = "",
  className = "",
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  node.textContent = text;
  if (className) node.className = className;
  return node;
}

/** Title of a section as the page has it. */
const titleOf = (key: string) =>
  [...document.getElementById(`t-${key}`)?.childNodes ?? []]
    .find((node) => node.nodeType === Node.TEXT_NODE)?.textContent ?? key;

/** The panel: a line for each section, one sentence for those who listen, a way to stop. */
function panel(box: HTMLElement, cancel: () => void) {
  const said = made("p", "Asking", "text-ink-2");
  said.setAttribute("role", "status");
  const list = made("ul", "", "progress-l");
  const stop = made("button", "Cancel", "btn sm");
  stop.type = "button";
  stop.onclick = cancel;
  box.replaceChildren(said, list, stop);
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
  const lines = new Map<string, HTMLElement>();
  return {
    say: (text: string) => said.textContent = text,
    mark(key: string, state: string, message?: string) {
      let line = lines.get(key);
      if (!line) {
        list.append(line = made("li"));
        lines.set(key, line);
      }
      line.dataset.state = state;
      const words = [WORDS[state] ?? state, message].filter(Boolean).join(": ");
      line.replaceChildren(made("b", titleOf(key)), ` ${words}`);
      if (state === "asked") said.textContent = `${titleOf(key)} is being written`;
    },
    end(text: string, failed: boolean) {
      said.textContent = text;
      said.className = failed ? "err" : "text-ink-2";
      if (failed) said.setAttribute("role", "alert");
      stop.remove();
    },
  };
}

/** Where the words of a section appear as they come; a form that somebody types in stays. */
function placeFor(key: string): HTMLElement | null {
  const section = document.getElementById(`sec-${key}`);
  if (!section || section.querySelector("textarea")) return null;
  let place = section.querySelector<HTMLElement>(".coming");
  if (!place) {
    place = made("div", "", "coming from-agent");
    place.setAttribute("aria-busy", "true");
    const old = document.getElementById(`text-${key}`);
    if (old) old.hidden = true;
    section.querySelector("h2")?.after(place);
  }
  return place;
}

/** What did not come to an end goes; what was there before is there again. */
function clear() {
  for (const place of document.querySelectorAll(".coming")) {
    const old = place.parentElement?.querySelector<HTMLElement>(".md[hidden]");
    if (old) old.hidden = false;
    place.remove();
  }
}

/** Events of a stream: name and data. */
async function* eventsOf(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const [, name = "", data = "null"] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
      yield { name, data: JSON.parse(data) as Told & { message: string; version: number } };
    }
  }
}

/** Sends what the form says, and shows what comes of it. One at a time. */
export async function write(form: FormData): Promise<void> {
  const box = document.getElementById("progress");
  if (!box || going) return;
  going = new AbortController();
  const shown = panel(box, () => going?.abort());
  let failed = 0;
  let end: { text: string; failed: boolean } | null = null;
  try {
    const response = await fetch(
      location.pathname + location.search.replace(/([?&])said=\w+/, "$1"),
      {
        method: "POST",
        headers: { accept: "text/event-stream" },
        body: new URLSearchParams([...form].map(([name, value]) => [name, String(value)])),
        signal: going.signal,
      },
    );
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      throw new Error(page.querySelector("[role=alert]")?.textContent ?? "That did not work");
    }
    for await (const { name, data } of eventsOf(response)) {
      if (name === "section") {
        shown.mark(data.key, data.state, data.message);
        if (data.state === "failed") failed++;
      } else if (name === "delta") placeFor(data.key)?.append(data.text);
      else if (name === "error") end = { text: data.message, failed: true };
      else if (name === "done") {
        end = failed > 0
          ? { text: "What could not be written stays as it was.", failed: true }
          : { text: `Version ${data.version} is here.`, failed: false };
      }
    }
    end ??= { text: "The line broke. What was written until then is kept.", failed: true };
  } catch (fault) {
    const stopped = going.signal.aborted;
    const text = stopped ? "Cancelled. Finished sections are kept." : (fault as Error).message;
    end = { text, failed: !stopped };
  }
  going = null;
  await renewParts();
  clear();
  shown.end(end.text, end.failed);
  const ask = document.querySelector<HTMLTextAreaElement>("#ask");
  if (ask && !end.failed) ask.value = "";
}
