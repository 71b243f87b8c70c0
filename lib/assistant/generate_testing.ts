/** What tests of written documents share: a study, a model's server, a gateway between. */
import { functions } from "@/supabase/functions/_shared/functions.ts";
import { Authenticator } from "@/supabase/functions/_shared/http/auth.ts";
import {
  gatewayOf as edgeOf,
  type GatewaySettings,
} from "@/supabase/functions/_shared/settings.ts";
import { type Gemini, startGemini } from "@/tests/gemini/server.ts";
import { type Gateway, gatewayOf, type GatewayOptions, useGateway } from "./gateway.ts";

const secretKey = "sb_secret_for_tests";

export interface Model {
  gemini: Gemini;
  gateway: Gateway;
  options: GatewayOptions;
}

/** Runs `work` with a model's server and the functions before it, in this process. */
export async function withModel(
  work: (model: Model) => Promise<void>,
  settings: Partial<GatewaySettings> = {},
): Promise<void> {
  const gemini = startGemini();
  const lost: unknown[] = [];
  const listen = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    lost.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", listen);
  try {
    const all = functions(edgeOf({
      auth: new Authenticator({
        issuer: "",
        secretKeys: [secretKey],
        keys: () => Promise.reject(),
      }),
      observer: { call: () => {}, breaker: () => {} },
      apiKey: "key-of-tests",
      baseUrl: gemini.url,
      model: "model-of-tests",
      embeddingModel: null,
      random: () => 0,
      tries: { pauseMs: 2, maxPauseMs: 20 },
      ...settings,
    }));
    const fetch = (request: Request) => {
      const name = new URL(request.url).pathname.split("/").at(-1) as keyof typeof all;
      return all[name](request);
    };
    const options = { url: "http://127.0.0.1/functions/v1", secretKey, fetch };
    await work({ gemini, options, gateway: gatewayOf(options) });
    await new Promise((done) => setTimeout(done, 20));
  } finally {
    await gemini.close();
    globalThis.removeEventListener("unhandledrejection", listen);
  }
  if (lost.length > 0) throw new Error(`Nobody handled: ${lost.map(String).join("; ")}`);
}

/** The same for the app in this process. */
export async function withModelInApp(
  work: (model: Model) => Promise<void>,
  settings: Partial<GatewaySettings> = {},
): Promise<void> {
  await withModel(async (model) => {
    useGateway(model.options);
    try {
      await work(model);
    } finally {
      useGateway(null);
    }
  }, settings);
}
