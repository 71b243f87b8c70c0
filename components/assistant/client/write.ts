/** Follows a document while it is written. In the browser only; comes when somebody asks for it. */
import { eventsOf, made } from "@/components/client/events.ts";
import { renewParts } from "@/components/live_parts.ts";

interface Told {
  section: string;
  state: string;
  message?: string;
  text: string;
  /** Why it was refused. */
  detail: string;
  version: number;
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

interface End {
  text: string;
  failed: boolean;
}

/** Shows what a stream tells, until it ends. */
async function follow(response: Response, shown: ReturnType<typeof panel>): Promise<End> {
  let failed = 0;
  for await (const { name, data } of eventsOf<Told>(response)) {
    if (name === "section") {
      shown.mark(data.section, data.state, data.message);
      if (data.state === "failed") failed++;
    } else if (name === "delta") placeFor(data.section)?.append(data.text);
    else if (name === "error") return { text: data.detail, failed: true };
    else if (name === "done") {
      return failed > 0
        ? { text: "What could not be written stays as it was.", failed: true }
        : { text: `Version ${data.version} is here.`, failed: false };
    }
  }
  return { text: "The line broke. What was written until then is kept.", failed: true };
}

async function ask(form: FormData, signal: AbortSignal): Promise<Response> {
  const response = await fetch(
    location.pathname + location.search.replace(/([?&])said=\w+/, "$1"),
    {
      method: "POST",
      headers: { accept: "text/event-stream" },
      body: new URLSearchParams([...form].map(([name, value]) => [name, String(value)])),
      signal,
    },
  );
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) return response;
  const said: { detail?: string } | null = await response.json().catch(() => null);
  throw new Error(said?.detail ?? "That did not work. Load the page again.");
}

/** Sends what the form says, and shows what comes of it. One at a time. */
export async function write(form: FormData): Promise<void> {
  const box = document.getElementById("progress");
  if (!box || going) return;
  const { signal } = going = new AbortController();
  const shown = panel(box, () => going?.abort());
  const end = await ask(form, signal).then((response) => follow(response, shown)).catch(
    ({ message }: Error): End =>
      signal.aborted
        ? { text: "Cancelled. Finished sections are kept.", failed: false }
        : { text: message, failed: true },
  );
  going = null;
  await renewParts();
  clear();
  shown.end(end.text, end.failed);
  const wish = document.querySelector<HTMLTextAreaElement>("#ask");
  // What was asked for is done; what was typed since is somebody's next wish.
  const done = !end.failed && !signal.aborted;
  if (wish && done && wish.value === form.get("instructions")) wish.value = "";
}
