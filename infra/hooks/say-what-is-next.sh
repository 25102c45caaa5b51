#!/bin/sh
# After azd provisioned: the step that another person may have to do.
set -eu

cat <<NEXT

The identity may not read call records yet. A directory administrator grants it:

  infra/scripts/grant-graph-permission.sh --tenant $GRAPH_TENANT_ID --principal $IDENTITY_PRINCIPAL_ID

Until then /api/health says permissionMissing, and nothing is lost: Microsoft Graph keeps records for 30 days.
NEXT
