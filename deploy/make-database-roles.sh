#!/bin/sh
# Run by the PostgreSQL image when its volume is new: what `aboveboard database-roles` prints, with passwords.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 \
    --set owner_password="$OWNER_PASSWORD" --set application_password="$APPLICATION_PASSWORD" <<'SQL'
CREATE ROLE "aboveboard_owner" LOGIN;
CREATE ROLE "aboveboard" LOGIN;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO "aboveboard_owner";
GRANT USAGE ON SCHEMA public TO "aboveboard";
ALTER DEFAULT PRIVILEGES FOR ROLE "aboveboard_owner" IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "aboveboard";
ALTER DEFAULT PRIVILEGES FOR ROLE "aboveboard_owner" IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO "aboveboard";
ALTER ROLE "aboveboard_owner" PASSWORD :'owner_password';
ALTER ROLE "aboveboard" PASSWORD :'application_password';
SQL
