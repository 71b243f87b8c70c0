/** Follows an answer while it is made. In the browser only; comes when somebody asks. */
import { eventsOf, made } from "@/components/client/events.ts";
import type { Answer, Step } from "@/lib/chat/model.ts";
import { cameOf } from "../words.ts";

interface Problem {
  detail?: string;
  errors?: { message: string }[];
}
type Told = Step & Answer & Problem & { text: string };

const at = <T extends HTMLElement>(id: string) => document.getElementById(id) as T | null;
const composer = () => at<HTMLTextAreaElement>("chat-q");

let going: AbortController | null = null;

/** Said once to those who listen. */
function say(text: string): void {
  at("chat-said")!.textContent = text;
}

function complain(text: string): void {
  const line = at("chat-e");
  if (!line) return;
  line.textContent = text;
  line.hidden = text === "";
}

/** Where messages stand; in a new chat the questions that could be asked make room. */
function list(): HTMLElement {
  const now = at("chat-l")!;
  if (!now.matches(".chat-none")) return now;
  const inner = made("div");
  now.replaceChildren(inner);
  now.className = "chat-log";
  now.id = "";
  inner.id = "chat-l";
  return inner;
}

function message(hand: string, mark: string, name: string): HTMLElement {
  const node = made("article", "", "msg");
  const head = made("p", "", "msg-h");
  const who = made("span", mark, `who ${hand} sm`);
  who.ariaHidden = "true";
  head.append(who, made("b", name));
  node.ariaLabel = name;
  node.append(head);
  return node;
}

/** What is under way: the question, steps as they come, words as they come, a way to stop. */
function coming(asked: string) {
  const { me, name } = at("chat")!.dataset;
  const question = message("human", me!, "You");
  question.append(made("p", asked, "msg-b as-typed"));
  const answer = message("agent", "A", name!);
  const steps = made("ol", "", "steps");
  const words = made("div", "", "coming from-agent");
  words.ariaBusy = "true";
  const stop = made("button", "Cancel", "btn sm mt-2");
  stop.type = "button";
  stop.onclick = () => going?.abort();
  answer.firstElementChild!.append(made("span", "is looking it up"));
  answer.append(steps, words, stop);
  // What waits for a word, or was cut off, goes on here.
  if (!asked) document.querySelector(".goes-on")?.closest(".msg")?.remove();
  const nodes = asked ? [question, answer] : [answer];
  list().append(...nodes);
  answer.scrollIntoView({ block: "nearest" });
  return {
    step(step: Step) {
      const line = made("li");
      line.append(
        made("code", step.tool),
        made("span", step.detail),
        made("span", cameOf(step), "push"),
      );
      steps.append(line);
    },
    delta: (text: string) => words.append(text),
    remove: () => nodes.forEach((node) => node.remove()),
  };
}

/** The address of the page with a chat open. */
function openChat(chat: string): void {
  const url = new URL(location.href);
  for (const name of ["ask", "new", "do", "said"]) url.searchParams.delete(name);
  url.searchParams.set("chat", chat);
  history.replaceState(null, "", url);
}

/** Puts the panel at its newest; what was typed meanwhile stays. */
async function renew(): Promise<void> {
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const [now, next] = [at("chat-in"), page.getElementById("chat-in")];
  if (!now || !next) return;
  const typed = composer()?.value ?? "";
  now.replaceChildren(...next.childNodes);
  const field = composer();
  if (field) field.value = typed;
}

const projectId = () => location.pathname.split("/")[2]!;

function request(form: FormData): [path: string, body: object] {
  const text = (name: string) => String(form.get(name) ?? "");
  if (text("intent") === "ask") {
    const [, kind, id] = /^(\w+):(.+)$/.exec(text("about")) ?? [];
    return ["/api/ai/chat", {
      projectId: projectId(),
      persona: at("chat")!.dataset.persona,
      message: text("message"),
      chatId: text("chat") || undefined,
      about: kind ? { kind, id } : undefined,
    }];
  }
  const stepId = text("step") || undefined;
  return [`/api/projects/${projectId()}/chats/${text("chat")}/continue`, {
    stepId,
    allow: stepId ? text("allow") === "true" : undefined,
  }];
}

const whyOf = ({ detail, errors }: Problem) =>
  errors?.[0]?.message ?? detail ?? "That did not work. Load the page again.";

/** The chat that a question began whose answer did not come; "": it was not kept. */
async function begunWith(asked: string): Promise<string> {
  const response = await fetch(`/api/projects/${projectId()}/chats`).catch(() => null);
  const [chat] = response?.ok ? (await response.json()).chats : [];
  return chat && asked.startsWith(chat.title) ? chat.id : "";
}

interface End {
  /** Null: it did not come. */
  answer: Answer | null;
  fault: string;
  /** Before anything was kept. */
  refused?: true;
}

async function follow(response: Response, shown: ReturnType<typeof coming>): Promise<End> {
  for await (const { name, data } of eventsOf<Told>(response)) {
    if (name === "step") shown.step(data);
    else if (name === "delta") shown.delta(data.text);
    else if (name === "error") return { answer: null, fault: whyOf(data) };
    else if (name === "done") return { answer: data, fault: "" };
  }
  return { answer: null, fault: "The line broke." };
}

/** Sends a question, or the word that an agent waits for, and shows what comes of it. One at a time. */
export async function send(form: FormData): Promise<void> {
  if (going) return complain("Wait for the answer, or cancel it.");
  const asked = form.get("intent") === "ask" ? String(form.get("message")).trim() : "";
  const field = composer();
  if (form.get("intent") === "ask" && !asked) {
    complain("Type a question");
    return field?.focus();
  }
  complain("");
  say("");
  const { signal } = going = new AbortController();
  const shown = coming(asked);
  const typed = field?.value ?? "";
  if (field && asked === typed.trim()) field.value = "";
  const { answer, fault, refused } = await ask(form, signal, shown);
  going = null;
  if (!answer) shown.remove();
  const chat = answer?.chatId || String(form.get("chat") ?? "") ||
    (refused ? "" : await begunWith(asked));
  if (chat && !refused) openChat(chat);
  await renew();
  // Where the page does not have the question, it stays typed.
  const kept = [...document.querySelectorAll("#chat-l .as-typed")].at(-1)?.textContent === asked;
  const now = composer();
  if (!answer && !kept && now && !now.value) now.value = typed;
  if (signal.aborted) say(kept ? "Cancelled. The question is kept." : "Cancelled");
  else if (answer) told(answer);
  else complain(fault);
  now?.focus();
}

async function ask(
  form: FormData,
  signal: AbortSignal,
  shown: ReturnType<typeof coming>,
): Promise<End> {
  const [path, body] = request(form);
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { accept: "text/event-stream", "content-type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
    if (response.ok) return await follow(response, shown);
    const problem: Problem = response.status === 401
      ? { detail: "Your session has ended: sign in in another tab, then send it again." }
      : await response.json().catch(() => ({}));
    return { answer: null, fault: whyOf(problem), refused: true };
  } catch {
    return { answer: null, fault: "The line broke." };
  }
}

function told({ waiting, note }: Answer): void {
  say(waiting ? "The agent waits for your word" : "The answer is ready");
  const last = [...document.querySelectorAll("#chat .checked")].at(-1);
  if (note && last) last.append(made("span", `No model answered: ${note}`, "why-not"));
}
