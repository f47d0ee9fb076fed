#!/bin/sh
# Gives the database what PgBouncer looks up with: at the first start, and after a restore, which puts another one in its place.
set -eu
psql --set ON_ERROR_STOP=1 --set pooler="$(cat /run/secrets/pooler_password)" --username postgres --dbname turnero \
  --file /docker-entrypoint-initdb.d/pooler.psql
