#!/bin/sh
# Starts PgBouncer with the password of its own role, which may do nothing but look up what two other roles log in with.
set -eu
umask 077
printf '"turnero_pooler" "%s"\n' "$(cat /run/secrets/pooler_password)" > /tmp/userlist.txt
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
