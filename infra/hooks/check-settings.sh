#!/bin/sh
# Before a deployment: what has no default must be set, the tenant must be the subscription's own, and nothing that was
# set for the deployment before may fall back to its default, as it would from another machine.
set -eu

missing=''
for name in AZURE_ENV_NAME GRAPH_TENANT_ID ALERT_MAIL_ADDRESSES; do
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

if ! command -v az >/dev/null 2>&1; then
  echo "The Azure CLI (az) is not installed. It reads what is deployed already: https://aka.ms/installazurecli" >&2
  exit 1
fi
group="call-records-$AZURE_ENV_NAME"
# The names of the group's tags and their values, a line each. A group that does not exist has none.
if ! tags=$(az group list ${AZURE_SUBSCRIPTION_ID:+--subscription "$AZURE_SUBSCRIPTION_ID"} \
  --query "[?name=='$group'].tags | [0].[keys(@), values(@)]" --output tsv); then
  echo "The tags of resource group $group cannot be read. Sign in: az login --tenant $GRAPH_TENANT_ID" >&2
  exit 1
fi
deployed=$(printf '%s\n' "$tags" | awk -F '\t' '
  NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i }
  NR == 2 { for (i = 1; i <= NF; i++) if (name[i] ~ /^callrecords:[A-Z_]+$/) print substr(name[i], 13) "=" $i }')

forgotten=''
generation=1
while IFS='=' read -r name value; do
  [ -n "$name" ] || continue
  [ "$name" != CLIENT_STATE_GENERATION ] || generation=$value
  eval "set_here=\${$name:-}"
  [ -n "$set_here" ] || forgotten="$forgotten
  azd env set $name '$value'"
done <<DEPLOYED
$deployed
DEPLOYED
if [ -n "$forgotten" ]; then
  echo "$AZURE_ENV_NAME was deployed with settings that are not set here. Set them, or set other values:$forgotten" >&2
  exit 1
fi

wanted=${CLIENT_STATE_GENERATION:-1}
if [ "$wanted" -lt "$generation" ] || [ "$wanted" -gt "$((generation + 1))" ]; then
  echo "CLIENT_STATE_GENERATION is $wanted, but $AZURE_ENV_NAME is deployed with $generation." >&2
  echo "Keep it, or raise it by one to rotate the secret: azd env set CLIENT_STATE_GENERATION $generation" >&2
  exit 1
fi
