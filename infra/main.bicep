// Everything that the pipeline needs in Azure, in one resource group of its own. See README.md beside this file.

targetScope = 'subscription'

@minLength(2)
@maxLength(24)
@description('Name of this deployment. The resource group is named after it.')
param environmentName string

@description('Azure region; one that has Flex Consumption: az functionapp list-flexconsumption-locations.')
param location string

@minLength(36)
@maxLength(36)
@description('Id of the Microsoft Entra tenant whose call records are kept. The subscription must belong to it.')
param graphTenantId string

@allowed(['global', 'usgov', 'dod'])
@description('Cloud of Microsoft Graph: global (and GCC), usgov (GCC High) or dod.')
param graphCloud string = 'global'

@minLength(3)
type MailAddress = string

@minLength(1)
@description('Mail addresses to notify when call records stop flowing.')
param alertMailAddresses MailAddress[]

@description('Whether the alerts are on.')
param alertsEnabled bool = true

@allowed(['public', 'private'])
@description('public: storage and vault are reached over the internet, by identity. private: only from a virtual network of their own. Microsoft Graph reaches the webhook in both.')
param networkProfile string = 'public'

@description('Address range of the virtual network in the private profile, /24 or larger.')
param virtualNetworkAddressPrefix string = '10.80.0.0/24'

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_RAGRS', 'Standard_GZRS', 'Standard_RAGZRS'])
@description('How many copies of the call records are kept, and where. Microsoft Graph deletes them after 30 days.')
param recordStorageSku string = 'Standard_ZRS'

@description('Whether every reading and writing of call records is logged: who looked at them. Costs about 1 KB a request.')
param logRecordAccess bool = false

@allowed([512, 2048, 4096])
@description('Memory of an instance, in MB.')
param instanceMemoryMB int = 2048

@minValue(1)
@maxValue(1000)
@description('The largest number of instances. Each of them finds its share of what Microsoft Graph allows.')
param maximumInstanceCount int = 40

@minValue(0)
@maxValue(20)
@description('How many instances always wait for the webhook\'s requests. 0 costs nothing while idle, and delays notifications by a cold start.')
param httpAlwaysReady int = 1

@minValue(30)
@maxValue(730)
@description('How long logs are kept, in days.')
param logRetentionDays int = 90

@description('Public origin of the webhook, https and without path, where a domain of your own leads to the function app. Empty: the app\'s own.')
param webhookBaseUrl string = ''

@minValue(1)
@maxValue(1440)
@description('How long a record may answer 404 before it counts as late, in minutes. Microsoft Graph documents 150.')
param latencyWindowMinutes int = 150

@description('NCRONTAB schedule (six fields, UTC) of the timer maintain.')
param maintainSchedule string = '0 * * * * *'

@description('NCRONTAB schedule (six fields, UTC) of the timer reconcile.')
param reconcileSchedule string = '0 */5 * * * *'

@description('NCRONTAB schedule (six fields, UTC) of the timer summarize.')
param summarizeSchedule string = '0 */5 * * * *'

@description('NCRONTAB schedule (six fields, UTC) of the timer retain.')
param retainSchedule string = '0 */10 * * * *'

@minValue(0)
@maxValue(36500)
@description('How many days calls are kept, 3 at least. 0: for ever.')
param keepDays int = 0

@description('NCRONTAB schedule (six fields, UTC) of the timer forget.')
param forgetSchedule string = '0 */15 * * * *'

@description('Whether the explorer (./callrecords page) leaves out the screen Person and filters by person.')
param pageWithoutPersons bool = false

@minValue(0)
@maxValue(30)
@description('How many days back the first start lists.')
param backfillDays int = 30

@minValue(1)
@description('Which clientState is current. Raised by one to rotate the secret.')
param clientStateGeneration int = 1

@description('What was set of all that has a default: text by the name of its environment variable, empty where the default is meant.')
param given { *: string } = {}

// Identities get tokens of the tenant that their subscription trusts, and of no other.
var tenantId = toLower(graphTenantId) == toLower(tenant().tenantId)
  ? toLower(graphTenantId)
  : fail('graphTenantId is ${graphTenantId}, but the subscription belongs to tenant ${tenant().tenantId}: its identities get no token elsewhere. Deploy to a subscription of the tenant whose calls are kept.')

var name = 'call-records-${environmentName}'
var suffix = uniqueString(subscription().id, name, location)
var vaultName = 'vault-${suffix}'
var publicNetworkAccess = networkProfile == 'private' ? 'Disabled' : 'Enabled'
var tags = { 'azd-env-name': environmentName }

// hooks/check-settings reads them before the next deployment.
var givenTags = toObject(filter(items(given), item => !empty(item.value)), item => 'callrecords:${item.key}', item => item.value)

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, givenTags)
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    location: location
    name: name
    tags: tags
  }
}

module telemetry 'modules/telemetry.bicep' = {
  scope: group
  params: {
    location: location
    workspaceName: name
    componentName: name
    tags: tags
    identityName: name
    retentionDays: logRetentionDays
  }
  dependsOn: [identity]
}

module hostStorage 'modules/host-storage.bicep' = {
  scope: group
  params: {
    location: location
    name: 'host${suffix}'
    tags: tags
    identityName: name
    publicNetworkAccess: publicNetworkAccess
    workspaceId: telemetry.outputs.workspaceId
  }
  dependsOn: [identity]
}

module recordStorage 'modules/record-storage.bicep' = {
  scope: group
  params: {
    location: location
    name: 'records${suffix}'
    tags: tags
    sku: recordStorageSku
    identityName: name
    publicNetworkAccess: publicNetworkAccess
    workspaceId: telemetry.outputs.workspaceId
    logAccess: logRecordAccess
  }
  dependsOn: [identity]
}

module clientState 'modules/client-state.bicep' = {
  scope: group
  params: {
    location: location
    vaultName: vaultName
    tags: tags
    identityName: name
    publicNetworkAccess: publicNetworkAccess
    workspaceId: telemetry.outputs.workspaceId
    generation: clientStateGeneration
  }
  dependsOn: [identity]
}

module network 'modules/network.bicep' = if (networkProfile == 'private') {
  scope: group
  params: {
    location: location
    name: name
    tags: tags
    addressPrefix: virtualNetworkAddressPrefix
    hostStorageId: hostStorage.outputs.id
    recordStorageId: recordStorage.outputs.id
    vaultId: clientState.outputs.id
  }
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  params: {
    location: location
    name: 'call-records-${suffix}'
    planName: name
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostBlobEndpoint: hostStorage.outputs.blobEndpoint
    hostTableEndpoint: hostStorage.outputs.tableEndpoint
    deploymentContainerUrl: hostStorage.outputs.deploymentContainerUrl
    recordQueueEndpoint: recordStorage.outputs.queueEndpoint
    recordTableEndpoint: recordStorage.outputs.tableEndpoint
    componentName: name
    vaultName: vaultName
    clientStateName: clientState.outputs.currentName
    previousClientStateName: clientState.outputs.previousName
    graphTenantId: tenantId
    graphCloud: graphCloud
    webhookBaseUrl: webhookBaseUrl
    latencyWindowMinutes: latencyWindowMinutes
    maintainSchedule: maintainSchedule
    reconcileSchedule: reconcileSchedule
    summarizeSchedule: summarizeSchedule
    retainSchedule: retainSchedule
    keepDays: keepDays
    forgetSchedule: forgetSchedule
    pageWithoutPersons: pageWithoutPersons
    backfillDays: backfillDays
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    httpAlwaysReady: httpAlwaysReady
    subnetId: network.?outputs.functionsSubnetId ?? ''
    workspaceId: telemetry.outputs.workspaceId
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    name: name
    tags: tags
    workspaceId: telemetry.outputs.workspaceId
    appName: functionApp.outputs.name
    mailAddresses: alertMailAddresses
    alertsEnabled: alertsEnabled
    latencyWindowMinutes: latencyWindowMinutes
  }
}

module availability 'modules/availability.bicep' = {
  scope: group
  params: {
    location: location
    name: name
    tags: tags
    componentId: telemetry.outputs.componentId
    origin: 'https://${functionApp.outputs.defaultHostName}'
    actionGroupId: alerts.outputs.actionGroupId
    alertsEnabled: alertsEnabled
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    location: location
    displayName: 'Teams call records (${environmentName})'
    tags: tags
    workspaceId: telemetry.outputs.workspaceId
  }
}

// azd keeps these in its environment; the commands in README.md read them.
output AZURE_RESOURCE_GROUP string = group.name
output FUNCTION_APP_NAME string = functionApp.outputs.name
output FUNCTION_APP_ORIGIN string = 'https://${functionApp.outputs.defaultHostName}'
output IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output RECORD_STORAGE_ACCOUNT string = recordStorage.outputs.name
output GRAPH_TENANT_ID string = tenantId
output CLIENT_STATE_GENERATION int = clientStateGeneration
