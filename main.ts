import { App, staticFiles } from "fresh";
import { ErrorPage } from "@/components/error_page.tsx";
import { useGateway } from "@/lib/assistant/gateway.ts";
import { config } from "@/lib/config/mod.ts";
import { onOperation } from "@/lib/db/mod.ts";
import { middlewares, type State } from "@/lib/http/mod.ts";
import { Identity } from "@/lib/identity/mod.ts";
import { openPlatform } from "@/lib/platform/mod.ts";
import { serve } from "@/lib/platform/serve.ts";
import { setLogLevel } from "@/observability/logger.ts";
import { observeDb } from "@/observability/metrics.ts";
import { appConfig } from "./fresh.config.ts";

/** Failures that an operator can mend; their messages say how, and a stack would hide it. */
const PLAIN = new Set([
  "AuthKeysError",
  "ConfigError",
  "DataDirectoryInUse",
  "DbProblem",
  "EmbeddedPostgresError",
  "MigrationError",
]);

function stop(error: unknown): never {
  const known = error instanceof Error && PLAIN.has(error.name);
  console.error(known ? error.message : error);
  Deno.exit(known && error.name === "ConfigError" ? 2 : 1);
}

async function start() {
  const settings = config();
  setLogLevel(settings.logLevel);
  onOperation(observeDb);
  return { settings, platform: await openPlatform(settings) };
}

const { settings, platform } = await start().catch(stop);
const { beforeStatic, afterStatic } = middlewares({
  config: settings,
  db: platform.db,
  sessions: new Identity(platform.backend, settings),
  renderError(ctx, { status, detail, requestId }) {
    const signedIn = Boolean(ctx.state.session); // not settled yet when an early middleware failed
    const page = ErrorPage({ status, detail, requestId, signedIn, here: "/projects" });
    return ctx.render(page, { status });
  },
});

export const app = new App<State>(appConfig(settings))
  .use(...beforeStatic)
  .use(staticFiles())
  .use(...afterStatic);

useGateway(platform.gateway);
const { embeddedAuth, functions } = platform;
if (embeddedAuth !== null) {
  app.all(
    "/auth/v1/*",
    (ctx) => embeddedAuth(ctx.req, ctx.state.address === "unknown" ? null : ctx.state.address),
  );
}
if (functions !== null) app.all("/functions/v1/*", (ctx) => functions(ctx.req));
app.fsRoutes();

// Built by dev.ts, so it is not there for the type checker before the first build.
const BUILT = new URL("./_fresh/server.js", import.meta.url).href;

// Not awaited: the built server imports this module back, and would wait for itself.
if (import.meta.main) {
  import(BUILT).then(({ default: { fetch } }) => serve(settings, platform, fetch)).catch(stop);
}
