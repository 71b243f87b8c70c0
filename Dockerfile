# Bases are build arguments, so that a mirror (or buildah with a local base) can stand in.
ARG DENO_IMAGE=docker.io/denoland/deno:2.9.6

# Dependencies alone: kept while these three files are the same, whatever sources change.
FROM ${DENO_IMAGE} AS dependencies
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1
WORKDIR /app
COPY deno.json deno.lock ./
COPY lib/fresh/deno.json lib/fresh/
RUN deno install --frozen

# What only builds and tests need is a third of it. Without it Deno has to be told (below) not to
# fetch what is missing.
FROM dependencies AS runtime
RUN cd node_modules && for name in esbuild tailwindcss playwright-core axe-core; do \
    rm -rf "$name" "@$name" ".bin/$name" .deno/$name@* .deno/@$name+*; done

FROM dependencies AS build
COPY . .
# One build id for every replica: islands and assets carry it in their address. Running, the app
# takes it from the build; without one it is made of the content.
ARG BUILD_ID=""
RUN DENO_DEPLOYMENT_ID="${BUILD_ID}" deno task --quiet build
# Compiled once here, because the running app cannot write it.
RUN deno cache --quiet main.ts _fresh/server.js routes lib/diagrams/parse_worker.ts tools/migrate.ts tools/seed.ts tools/doctor.ts tools/start/flags.ts \
    supabase/embedded \
  && sed -i 's/"nodeModulesDir": "auto"/"nodeModulesDir": "manual"/' deno.json \
  && rm -rf node_modules /deno-dir/npm /deno-dir/v8_code_cache*

FROM ${DENO_IMAGE}
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
WORKDIR /app
COPY --from=runtime /app/node_modules node_modules
COPY --from=build /deno-dir /deno-dir
COPY --from=build /app ./
# A number, which orchestrators can check not to be root. It writes to /data and nowhere else.
RUN mkdir -m 700 /data && chown 10001:10001 /data
USER 10001:10001
VOLUME /data
EXPOSE 8000
ARG BUILD_ID=""
LABEL org.opencontainers.image.title="ClinOps" \
  org.opencontainers.image.description="Runs clinical trials: registry records, typed, guarded and audited" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.revision="${BUILD_ID}"
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["deno", "eval", "--no-config", "const { status } = await fetch(`http://127.0.0.1:${Deno.env.get('PORT')}/api/health`); Deno.exit(status === 200 ? 0 : 1)"]
# The build is there, so not `deno task start`: the flags are its own, and exec makes the app the
# process that gets SIGTERM.
CMD ["sh", "-c", "flags=$(deno run --quiet --allow-env --allow-read tools/start/flags.ts) && exec deno run --quiet $flags main.ts"]
