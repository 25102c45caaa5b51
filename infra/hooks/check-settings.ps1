# Before a deployment: what has no default must be set, the tenant must be the subscription's own, and nothing that was
# set for the deployment before may fall back to its default, as it would from another machine.
$ErrorActionPreference = 'Stop'

function Stop-Deployment([string[]] $Lines) {
    foreach ($line in $Lines) { [Console]::Error.WriteLine($line) }
    exit 1
}

$missing = @('AZURE_ENV_NAME', 'GRAPH_TENANT_ID', 'ALERT_MAIL_ADDRESSES') | Where-Object { -not [Environment]::GetEnvironmentVariable($_) }
if ($missing) {
    Stop-Deployment (@('Set these first:') + ($missing | ForEach-Object { "  azd env set $_ VALUE" }))
}

if ($env:AZURE_TENANT_ID -and $env:AZURE_TENANT_ID -ne $env:GRAPH_TENANT_ID) {
    Stop-Deployment @(
        "GRAPH_TENANT_ID is $env:GRAPH_TENANT_ID, but the subscription belongs to tenant $env:AZURE_TENANT_ID.",
        'Its identities get no token elsewhere: use a subscription of the tenant whose calls are kept.')
}

if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
    Stop-Deployment @('The Azure CLI (az) is not installed. It reads what is deployed already: https://aka.ms/installazurecli')
}
$group = "call-records-$env:AZURE_ENV_NAME"
$subscription = if ($env:AZURE_SUBSCRIPTION_ID) { @('--subscription', $env:AZURE_SUBSCRIPTION_ID) } else { @() }
# A group that does not exist has no tags.
$json = az group list @subscription --query "[?name=='$group'].tags | [0]" --output json
if ($LASTEXITCODE -ne 0) {
    Stop-Deployment @("The tags of resource group $group cannot be read. Sign in: az login --tenant $env:GRAPH_TENANT_ID")
}
$deployed = @{}
$tags = if ($json) { "$json" | ConvertFrom-Json }
if ($tags) {
    foreach ($tag in $tags.PSObject.Properties) {
        if ($tag.Name -cmatch '^callrecords:([A-Z_]+)$') { $deployed[$Matches[1]] = $tag.Value }
    }
}

$forgotten = @($deployed.Keys | Where-Object { -not [Environment]::GetEnvironmentVariable($_) } | Sort-Object)
if ($forgotten) {
    Stop-Deployment (@("$env:AZURE_ENV_NAME was deployed with settings that are not set here. Set them, or set other values:") +
        ($forgotten | ForEach-Object { "  azd env set $_ '$($deployed[$_])'" }))
}

$generation = if ($deployed['CLIENT_STATE_GENERATION']) { [int] $deployed['CLIENT_STATE_GENERATION'] } else { 1 }
$wanted = if ($env:CLIENT_STATE_GENERATION) { [int] $env:CLIENT_STATE_GENERATION } else { 1 }
if ($wanted -lt $generation -or $wanted -gt $generation + 1) {
    Stop-Deployment @(
        "CLIENT_STATE_GENERATION is $wanted, but $env:AZURE_ENV_NAME is deployed with $generation.",
        "Keep it, or raise it by one to rotate the secret: azd env set CLIENT_STATE_GENERATION $generation")
}
