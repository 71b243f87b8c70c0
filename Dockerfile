# Bases are build arguments, so that a mirror (or buildah with a local base) can stand in.
ARG DENO_IMAGE=docker.io/denoland/deno:2.9.6
FROM ${DENO_IMAGE} AS build
WORKDIR /app
# Dependencies first: this layer is cached until the lock file changes.
COPY deno.json deno.lock ./
COPY lib/fresh lib/fresh
RUN deno install --frozen
COPY . .
# One build id for every replica: islands and assets carry it in their address.
ARG BUILD_ID=""
ENV DENO_DEPLOYMENT_ID=${BUILD_ID}
RUN deno task build

FROM ${DENO_IMAGE}
ARG BUILD_ID=""
ENV DENO_DEPLOYMENT_ID=${BUILD_ID} DENO_NO_UPDATE_CHECK=1 HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app /app
COPY --from=build ${DENO_DIR:-/deno-dir} /deno-dir
RUN groupadd --gid 10001 clinops && useradd --uid 10001 --gid clinops --no-create-home clinops \
  && mkdir -p /data && chown clinops:clinops /data && chown -R clinops:clinops /deno-dir
ENV DENO_DIR=/deno-dir
USER clinops
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 \
  CMD ["deno", "eval", "const r = await fetch(`http://127.0.0.1:${Deno.env.get('PORT') ?? 8000}/api/health`); Deno.exit(r.ok ? 0 : 1)"]
CMD ["deno", "task", "start"]
