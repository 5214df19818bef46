#!/usr/bin/env bash
# One whole backup of the database: rows, large objects (FILES=database), the queue.
#   DATABASE_OWNER_URL=postgresql://…  deploy/backup.sh FOLDER
# Writes FOLDER/xieshang-<moment>.dump with its .sha256; what is half written is never called so.
# PG_BIN: where pg_dump is, not older than the server (else the one on the PATH).
set -euo pipefail
folder="${1:?Which folder?  deploy/backup.sh FOLDER}"
url="${DATABASE_OWNER_URL:?DATABASE_OWNER_URL is missing: the owner of the tables.}"
bin="${PG_BIN:+$PG_BIN/}"
umask 077
mkdir -p "$folder"
file="$folder/xieshang-$(date -u +%Y%m%dT%H%M%SZ).dump"
trap 'rm -f "$file.part"' EXIT
"${bin}pg_dump" --format=custom --file="$file.part" --dbname="$url"
# A dump that cannot be read is no backup.
"${bin}pg_restore" --list "$file.part" >/dev/null
mv "$file.part" "$file"
(cd "$folder" && sha256sum "$(basename "$file")" >"$(basename "$file").sha256")
echo "$file"
