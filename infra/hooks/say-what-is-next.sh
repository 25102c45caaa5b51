#!/bin/sh
# After azd provisioned: the step that another person may have to do.
set -eu

cat <<NEXT

Once, and before the first azd deploy: a directory administrator lets the identity
read call records. The script says so when that is done already.

  infra/scripts/grant-graph-permission.sh --tenant $GRAPH_TENANT_ID --principal $IDENTITY_PRINCIPAL_ID

Then: azd deploy. Without the permission /api/health says permissionMissing, and
nothing is lost: Microsoft Graph keeps records for 30 days.
NEXT
