#!/usr/bin/env bash
# Lets the identity read call records: assigns it Microsoft Graph's application permission CallRecords.Read.All.
# Run by a person who may grant it: Privileged Role Administrator or Global Administrator. Can be run again.
set -euo pipefail

readonly PERMISSION='CallRecords.Read.All'
# Microsoft Graph's application id, the same in every tenant.
readonly GRAPH_APP_ID='00000003-0000-0000-c000-000000000000'

usage() {
  cat <<USAGE
Usage: grant-graph-permission.sh --tenant TENANT_ID --principal PRINCIPAL_ID [--what-if]

  --tenant     the tenant whose call records are kept
  --principal  principal id of the identity (the deployment's output IDENTITY_PRINCIPAL_ID)
  --what-if    say what would be done, and do nothing
USAGE
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

mistake() {
  printf '%s\n' "$1" >&2
  usage >&2
  exit 2
}

tenant=''
principal=''
what_if=false
while [ $# -gt 0 ]; do
  case "$1" in
    --tenant | --principal)
      [ $# -ge 2 ] || mistake "$1 needs a value."
      if [ "$1" = --tenant ]; then tenant="$2"; else principal="$2"; fi
      shift 2
      ;;
    --what-if)
      what_if=true
      shift
      ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) mistake "$1 is not an option." ;;
  esac
done
readonly GUID='^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
[[ $tenant =~ $GUID ]] || mistake '--tenant must be a tenant id (GUID).'
[[ $principal =~ $GUID ]] || mistake '--principal must be a principal id (GUID).'

command -v az >/dev/null || fail 'The Azure CLI (az) is not installed: https://aka.ms/installazurecli'

lower() { printf '%s' "$1" | tr '[:upper:]' '[:lower:]'; }

signed_in_to="$(az account show --query tenantId --output tsv 2>/dev/null | tr -d '\r')" ||
  fail "You are not signed in: az login --tenant $tenant --allow-no-subscriptions"
[ "$(lower "$signed_in_to")" = "$(lower "$tenant")" ] ||
  fail "You are signed in to tenant $signed_in_to: az login --tenant $tenant --allow-no-subscriptions"

graph="$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv | tr -d '\r')"
graph="${graph%/}/v1.0"

# One request to Microsoft Graph. What it says when it refuses goes to the caller in $refusal.
refusal="$(mktemp)"
trap 'rm -f "$refusal"' EXIT
ask() { az rest --output tsv "$@" 2>"$refusal" | tr -d '\r'; }

why() {
  if grep -q -e Authorization_RequestDenied -e Forbidden "$refusal"; then
    fail "Your account may not $1. It takes the role Privileged Role Administrator or Global Administrator."
  fi
  fail "Microsoft Graph refused to $1: $(tail -n 1 "$refusal")"
}

identity="$(ask --method get --url "$graph/servicePrincipals/$principal?\$select=displayName" --query displayName)" || {
  grep -q -e Request_ResourceNotFound -e 'Not Found' "$refusal" &&
    fail "Tenant $tenant has no identity with principal id $principal."
  why 'read the identity'
}

graph_url="$graph/servicePrincipals(appId='$GRAPH_APP_ID')?\$select=id,appRoles"
graph_id="$(ask --method get --url "$graph_url" --query id)" || why 'read its permissions'
role_id="$(ask --method get --url "$graph_url" --query \
  "appRoles[?value=='$PERMISSION' && contains(allowedMemberTypes, 'Application')].id | [0]")" || why 'read its permissions'
[ -n "$role_id" ] || fail "Microsoft Graph has no application permission $PERMISSION in this cloud."

assignments="$graph/servicePrincipals/$principal/appRoleAssignments"
assigned() {
  ask --method get --url "$assignments?\$top=999" --query \
    "value[?appRoleId=='$role_id' && resourceId=='$graph_id'].id | [0]"
}

existing="$(assigned)" || why 'read what the identity may do'
if [ -n "$existing" ]; then
  echo "$identity ($principal) has $PERMISSION already. Nothing to do."
  exit 0
fi

echo "Assigns $PERMISSION of Microsoft Graph to $identity ($principal) in tenant $tenant."
if [ "$what_if" = true ]; then
  echo 'Nothing was changed (--what-if).'
  exit 0
fi

ask --method post --url "$assignments" --headers 'Content-Type=application/json' --query id --body \
  "{\"principalId\":\"$principal\",\"resourceId\":\"$graph_id\",\"appRoleId\":\"$role_id\"}" >/dev/null ||
  why "grant $PERMISSION"

# The directory may take some seconds to show what was written.
for pause in 1 2 4 8 0; do
  if [ -n "$(assigned)" ]; then
    echo "$identity has $PERMISSION now. A token issued before is used for up to a day; then /api/health is well."
    exit 0
  fi
  sleep "$pause"
done
fail "$PERMISSION was assigned, but the directory does not show it yet. Run this again in a minute."
