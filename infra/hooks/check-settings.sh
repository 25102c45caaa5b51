#!/bin/sh
# Before azd provisions: what has no default must be set, and the tenant must be the subscription's own.
set -eu

missing=''
for name in GRAPH_TENANT_ID ALERT_MAIL_ADDRESSES; do
  eval "value=\${$name:-}"
  [ -n "$value" ] || missing="$missing
  azd env set $name VALUE"
done
if [ -n "$missing" ]; then
  echo "Set these first:$missing" >&2
  exit 1
fi

lower() { printf '%s' "$1" | tr '[:upper:]' '[:lower:]'; }
if [ -n "${AZURE_TENANT_ID:-}" ] && [ "$(lower "$AZURE_TENANT_ID")" != "$(lower "$GRAPH_TENANT_ID")" ]; then
  echo "GRAPH_TENANT_ID is $GRAPH_TENANT_ID, but the subscription belongs to tenant $AZURE_TENANT_ID." >&2
  echo "Its identities get no token elsewhere: use a subscription of the tenant whose calls are kept." >&2
  exit 1
fi
