# After azd provisioned: the step that another person may have to do.
$ErrorActionPreference = 'Stop'

Write-Output @"

The identity may not read call records yet. A directory administrator grants it:

  infra/scripts/grant-graph-permission.ps1 -Tenant $env:GRAPH_TENANT_ID -Principal $env:IDENTITY_PRINCIPAL_ID

Until then /api/health says permissionMissing, and nothing is lost: Microsoft Graph keeps records for 30 days.
"@
