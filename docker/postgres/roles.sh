#!/bin/sh
# Runs once, as the superuser, when PostgreSQL makes its data folder: the owner of the database, PgBouncer's role, and that of
# the exporter of metrics, which sees statistics and no rows.
set -eu
owner=$(sed 's|^[^:]*://[^:]*:\([^@]*\)@.*|\1|' /run/secrets/database_url)
exporter=$(cat /run/secrets/exporter_password)
psql --set ON_ERROR_STOP=1 --set owner="$owner" --set exporter="$exporter" --username postgres <<'SQL'
CREATE ROLE turnero_owner LOGIN CREATEROLE CREATEDB PASSWORD :'owner';
CREATE ROLE turnero_exporter LOGIN PASSWORD :'exporter' IN ROLE pg_monitor;
CREATE DATABASE turnero OWNER turnero_owner;
SQL
sh /usr/local/bin/pooler.sh
