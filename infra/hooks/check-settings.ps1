# Before azd provisions: what has no default must be set, and the tenant must be the subscription's own.
$ErrorActionPreference = 'Stop'

$missing = @('GRAPH_TENANT_ID', 'ALERT_MAIL_ADDRESSES') | Where-Object { -not [Environment]::GetEnvironmentVariable($_) }
if ($missing) {
    [Console]::Error.WriteLine('Set these first:')
    foreach ($name in $missing) { [Console]::Error.WriteLine("  azd env set $name VALUE") }
    exit 1
}

if ($env:AZURE_TENANT_ID -and $env:AZURE_TENANT_ID -ne $env:GRAPH_TENANT_ID) {
    [Console]::Error.WriteLine("GRAPH_TENANT_ID is $env:GRAPH_TENANT_ID, but the subscription belongs to tenant $env:AZURE_TENANT_ID.")
    [Console]::Error.WriteLine('Its identities get no token elsewhere: use a subscription of the tenant whose calls are kept.')
    exit 1
}
