#!/usr/bin/env bash
# Put a backup into an empty database:
#   DATABASE_OWNER_URL=postgresql://…  deploy/restore.sh FILE
# Then: flask setup; and the checks of docs/operations.md (Backup and restore).
# Refuses a file that was changed, and a database that is not empty.
set -euo pipefail
file="${1:?Which file?  deploy/restore.sh FILE}"
url="${DATABASE_OWNER_URL:?DATABASE_OWNER_URL is missing: the owner of the tables.}"
role="${DATABASE_ROLE:-xieshang_app}"
bin="${PG_BIN:+$PG_BIN/}"
if [ -f "$file.sha256" ]; then
  (cd "$(dirname "$file")" && sha256sum --quiet --check "$(basename "$file").sha256") \
    || { echo "$file is not what was written: its hash differs." >&2; exit 1; }
else
  echo "There is no $file.sha256: the file could not be checked." >&2
fi
ask() { "${bin}psql" --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="$url" --command="$1"; }
tables="$(ask "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace")"
[ "$tables" = 0 ] || { echo "The database has $tables tables already: restore into an empty one." >&2; exit 1; }
# The role that the rows' rights name belongs to the server, not to the dump.
[ -n "$(ask "SELECT 1 FROM pg_roles WHERE rolname = '$role'")" ] || ask "CREATE ROLE \"$role\" NOLOGIN"
# All or nothing, and it stops at the first fault.
"${bin}pg_restore" --single-transaction --exit-on-error --dbname="$url" "$file"
"${bin}psql" --no-psqlrc --quiet --dbname="$url" --command="ANALYZE"
