<#
.SYNOPSIS
Lets the identity read call records: assigns it Microsoft Graph's application permission CallRecords.Read.All.

.DESCRIPTION
Run by a person who may grant it: Privileged Role Administrator or Global Administrator. Can be run again.

.PARAMETER Tenant
The tenant whose call records are kept.

.PARAMETER Principal
Principal id of the identity (the deployment's output IDENTITY_PRINCIPAL_ID).

.PARAMETER WhatIf
Says what would be done, and does nothing.

.EXAMPLE
./grant-graph-permission.ps1 -Tenant 3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90 -Principal 0f8d6c1e-2b7a-4c39-9d55-7e1a3c9b2f60
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [guid] $Tenant,
    [Parameter(Mandatory)] [guid] $Principal
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$permission = 'CallRecords.Read.All'
# Microsoft Graph's application id, the same in every tenant.
$graphAppId = '00000003-0000-0000-c000-000000000000'

function Stop-WithMessage([string] $Message) {
    [Console]::Error.WriteLine($Message)
    exit 1
}

# One request to Microsoft Graph. Returns its answer, or what it says when it refuses.
function Invoke-Graph([string] $Method, [string] $Url, [string] $Body) {
    # az is a batch file on Windows, whose shell would read & and quotes: the body travels in a file.
    $arguments = @('rest', '--method', $Method, '--url', $Url, '--output', 'json')
    $file = $null
    try {
        if ($Body) {
            $file = New-TemporaryFile
            [IO.File]::WriteAllText($file.FullName, $Body)
            $arguments += @('--headers', 'Content-Type=application/json', '--body', "@$($file.FullName)")
        }
        # What a program writes to its error stream is no error of this script's.
        $ErrorActionPreference = 'Continue'
        $output = & az @arguments 2>&1
        $succeeded = $LASTEXITCODE -eq 0
        $text = ($output | Where-Object { $succeeded -eq ($_ -isnot [Management.Automation.ErrorRecord]) }) -join "`n"
        return @{ Succeeded = $succeeded; Text = $text }
    } finally {
        if ($file) { Remove-Item -LiteralPath $file.FullName -WhatIf:$false -Confirm:$false }
    }
}

function Stop-Refused([string] $Intention, [string] $Refusal) {
    if ($Refusal -match 'Authorization_RequestDenied|Forbidden') {
        Stop-WithMessage "Your account may not $Intention. It takes the role Privileged Role Administrator or Global Administrator."
    }
    Stop-WithMessage "Microsoft Graph refused to ${Intention}: $Refusal"
}

function Get-Graph([string] $Url, [string] $Intention) {
    $answer = Invoke-Graph -Method 'get' -Url $Url
    if (-not $answer.Succeeded) { Stop-Refused -Intention $Intention -Refusal $answer.Text }
    return $answer.Text | ConvertFrom-Json
}

if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
    Stop-WithMessage 'The Azure CLI (az) is not installed: https://aka.ms/installazurecli'
}
$signedInTo = & az account show --query tenantId --output tsv 2>$null
if ($LASTEXITCODE -ne 0) { Stop-WithMessage "You are not signed in: az login --tenant $Tenant --allow-no-subscriptions" }
if ([guid] $signedInTo -ne $Tenant) {
    Stop-WithMessage "You are signed in to tenant ${signedInTo}: az login --tenant $Tenant --allow-no-subscriptions"
}

$graph = (& az cloud show --query endpoints.microsoftGraphResourceId --output tsv).TrimEnd('/') + '/v1.0'

$found = Invoke-Graph -Method 'get' -Url "$graph/servicePrincipals/$Principal"
if (-not $found.Succeeded) {
    if ($found.Text -match 'Request_ResourceNotFound|Not Found') {
        Stop-WithMessage "Tenant $Tenant has no identity with principal id $Principal."
    }
    Stop-Refused -Intention 'read the identity' -Refusal $found.Text
}
$identity = ($found.Text | ConvertFrom-Json).displayName

$graphPrincipal = Get-Graph -Url "$graph/servicePrincipals(appId='$graphAppId')" -Intention 'read its permissions'
$role = $graphPrincipal.appRoles |
    Where-Object { $_.value -eq $permission -and $_.allowedMemberTypes -contains 'Application' } |
    Select-Object -First 1
if (-not $role) { Stop-WithMessage "Microsoft Graph has no application permission $permission in this cloud." }

$assignments = "$graph/servicePrincipals/$Principal/appRoleAssignments"
function Test-Assigned {
    $all = (Get-Graph -Url $assignments -Intention 'read what the identity may do').value
    $ours = @($all | Where-Object { $_.appRoleId -eq $role.id -and $_.resourceId -eq $graphPrincipal.id })
    return $ours.Count -gt 0
}

if (Test-Assigned) {
    Write-Output "$identity ($Principal) has $permission already. Nothing to do."
    exit 0
}
Write-Output "Assigns $permission of Microsoft Graph to $identity ($Principal) in tenant $Tenant."
if (-not $PSCmdlet.ShouldProcess("$identity ($Principal)", "Assign $permission")) {
    Write-Output 'Nothing was changed.'
    exit 0
}

$body = @{ principalId = "$Principal"; resourceId = $graphPrincipal.id; appRoleId = $role.id } | ConvertTo-Json -Compress
$granted = Invoke-Graph -Method 'post' -Url $assignments -Body $body
if (-not $granted.Succeeded) { Stop-Refused -Intention "grant $permission" -Refusal $granted.Text }

# The directory may take some seconds to show what was written.
foreach ($pause in 1, 2, 4, 8, 0) {
    if (Test-Assigned) {
        Write-Output "$identity has $permission now. A token issued before is used for up to a day; then /api/health is well."
        exit 0
    }
    Start-Sleep -Seconds $pause
}
Stop-WithMessage "$permission was assigned, but the directory does not show it yet. Run this again in a minute."
