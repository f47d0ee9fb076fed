#!/bin/sh
# Makes what is missing in secrets/: run it before the first `docker compose up`. What is there is never touched.
set -eu
umask 077
mkdir -p secrets
cd secrets

random() {
  od -An -N 32 -tx1 /dev/urandom | tr -d ' \n'
}

# The folder is closed; the files are not, because the processes that they are handed to have other users.
keep() {
  [ -e "$1" ] || { cat > "$1.new" && chmod 644 "$1.new" && mv "$1.new" "$1" && echo "made secrets/$1"; }
}

random | keep app_secret
random | keep postgres_password
random | keep pooler_password
random | keep exporter_password
printf 'postgres://turnero_owner:%s@postgres:5432/turnero' "$(random)" | keep database_url
random | keep grafana_password
# Of the profile `s3`, until that of a bucket elsewhere stands here.
random | keep s3_secret_access_key
# The mail catcher of the profile `mail`, until a line like smtp://user:password@mail.example.com:587 stands here.
printf 'smtp://mail:1025' | keep mail_url
printf '' | keep whatsapp_token
# Where Alertmanager tells of alerts: one URL that takes its JSON by POST. Empty: nowhere.
printf '' | keep alert_webhook
