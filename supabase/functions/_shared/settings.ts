/** From settings to a gateway: the parts of model/ put together as they run. */
import type { Gateway } from "./gateway.ts";
import type { Authenticator } from "./http/auth.ts";
import { Breaker, type BreakerOptions } from "./model/breaker.ts";
import { gemini } from "./model/gemini.ts";
import { Places, type PlacesOptions } from "./model/places.ts";
import { Resilient, type ResilientOptions } from "./model/resilient.ts";
import { type Clock, systemClock } from "./model/types.ts";
import type { Observer } from "./observer.ts";

export interface GatewaySettings {
  auth: Authenticator;
  observer: Observer;
  /** null: AI is off. */
  apiKey: string | null;
  baseUrl: string | null;
  model: string | null;
  embeddingModel: string | null;
  admit?: Gateway["admit"];
  /** The rest is for tests; what is left out is as it runs. */
  clock?: Clock;
  random?: () => number;
  mark?: () => string;
  breaker?: Pick<BreakerOptions, "threshold" | "restMs">;
  places?: PlacesOptions;
  tries?: Pick<ResilientOptions, "tries" | "pauseMs" | "maxPauseMs" | "maxTokens">;
}

export function gatewayOf(settings: GatewaySettings): Gateway {
  const { auth, observer, apiKey, clock = systemClock } = settings;
  const model = apiKey === null ? null : new Resilient({
    model: gemini({ ...settings, apiKey }),
    breaker: new Breaker({
      clock,
      onState: (state) => observer.breaker(state),
      ...settings.breaker,
    }),
    places: new Places(settings.places),
    clock,
    random: settings.random ?? Math.random,
    ...settings.tries,
  });
  return { auth, observer, model, clock, mark: settings.mark, admit: settings.admit };
}
