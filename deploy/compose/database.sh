#!/bin/bash
# Run once, by the image of the database when it makes its folder: our own role, which is no
# superuser, owns our own database.  Needs APP_PASSWORD_FILE.
set -euo pipefail
password=$(cat "$APP_PASSWORD_FILE")
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set password="$password" <<'SQL'
CREATE ROLE koepaikka LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE koepaikka OWNER koepaikka ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE koepaikka FROM PUBLIC;
SQL
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname koepaikka \
    --command 'CREATE EXTENSION IF NOT EXISTS postgis'
