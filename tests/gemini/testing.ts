// A gateway before the fake Gemini, and callers for it.
import { Authenticator } from "@/supabase/functions/_shared/http/auth.ts";
import { functions } from "@/supabase/functions/_shared/functions.ts";
import type { Gateway } from "@/supabase/functions/_shared/gateway.ts";
import type { FunctionName, Observed } from "@/supabase/functions/_shared/observer.ts";
import { gatewayOf, type GatewaySettings } from "@/supabase/functions/_shared/settings.ts";
import { type Gemini, startGemini } from "./server.ts";

export const issuer = "http://127.0.0.1:54321/auth/v1";
export const secretKey = "sb_secret_for_tests";
export const projectId = "0c9f4f0e-53a7-4c0e-9a43-0a6f4a3b8f11";

export interface World {
  gemini: Gemini;
  gateway: Gateway;
  calls: Observed[];
  states: string[];
  /** Texts of the console while the world stood. */
  logged: string[];
  /** Asks as the app, unless headers say otherwise. */
  ask(name: FunctionName, body: unknown, init?: RequestInit): Promise<Response>;
}

const consoles = ["debug", "info", "log", "warn", "error"] as const;

/** Runs `work` with a fresh server and gateway; fails on a rejection that nobody handled. */
export async function withGateway(
  work: (world: World) => Promise<void>,
  settings: Partial<GatewaySettings> = {},
): Promise<void> {
  const gemini = startGemini();
  const [calls, states, logged, lost]: [Observed[], string[], string[], unknown[]] = [
    [],
    [],
    [],
    [],
  ];
  const listen = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    lost.push(event.reason);
  };
  const before = consoles.map((name) => [name, console[name]] as const);
  for (const [name] of before) console[name] = (...all) => logged.push(all.map(String).join(" "));
  globalThis.addEventListener("unhandledrejection", listen);
  try {
    const gateway = gatewayOf({
      auth: new Authenticator({ issuer, secretKeys: [secretKey], keys: () => Promise.reject() }),
      observer: { call: (seen) => calls.push(seen), breaker: (state) => states.push(state) },
      apiKey: "key-of-tests",
      baseUrl: gemini.url,
      model: null,
      embeddingModel: null,
      random: () => 0,
      tries: { pauseMs: 2, maxPauseMs: 2000 },
      ...settings,
    });
    const all = functions(gateway);
    const ask: World["ask"] = (name, body, init = {}) =>
      all[name](
        new Request(`http://127.0.0.1/functions/v1/${name}`, {
          method: "POST",
          body: JSON.stringify(body),
          ...init,
          headers: { "content-type": "application/json", apikey: secretKey, ...init.headers },
        }),
      );
    await work({ gemini, gateway, calls, states, logged, ask });
    await new Promise((done) => setTimeout(done, 20));
  } finally {
    await gemini.close();
    globalThis.removeEventListener("unhandledrejection", listen);
    for (const [name, original] of before) console[name] = original;
  }
  if (lost.length > 0) throw new Error(`Nobody handled: ${lost.map(String).join("; ")}`);
}

export const stream = { headers: { accept: "text/event-stream" } };

/** A question that is accepted. */
export function question(more: Record<string, unknown> = {}) {
  return {
    projectId,
    tabType: "trialOverview",
    persona: "trialCoordinator",
    section: { key: "status", title: "Where the study stands" },
    facts: [
      { id: "F1", label: "Participants enrolled", value: 41, asOf: "2026-11-20" },
      { id: "F2", label: "Participants planned", value: 120, href: "/projects/1/enrollment" },
      { id: "F3", label: "Last participant out", value: null },
    ],
    ...more,
  };
}

export interface Event {
  event: string;
  data: Record<string, unknown>;
}

/** The events of a stream to its end. */
export async function eventsOf(response: Response): Promise<Event[]> {
  const text = await response.text();
  return text.split("\n\n").filter((block) => block.startsWith("event: ")).map((block) => {
    const [, event = "", data = ""] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? [];
    return { event, data: JSON.parse(data) };
  });
}
