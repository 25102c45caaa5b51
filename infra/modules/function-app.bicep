// The program: Flex Consumption on Linux, its package, its limits and its settings.

@description('Azure region.')
param location string

@description('Name of the function app.')
param name string

@description('Name of its plan.')
param planName string

@description('Tags of every resource.')
param tags { *: string }

@description('Resource id of the identity.')
param identityId string

@description('Client id of the identity.')
param identityClientId string

@description('Blob endpoint of the storage account of the host.')
param hostBlobEndpoint string

@description('Table endpoint of the storage account of the host.')
param hostTableEndpoint string

@description('Container that the package is deployed to.')
param deploymentContainerUrl string

@description('Queue endpoint of the storage account of the call records.')
param recordQueueEndpoint string

@description('Table endpoint of the storage account of the call records.')
param recordTableEndpoint string

@description('Name of the Application Insights component.')
param componentName string

@description('Name of the key vault.')
param vaultName string

@description('Name of the secret that is the current clientState.')
param clientStateName string

@description('Name of the secret that was the clientState before; empty when there is none.')
param previousClientStateName string

@description('Tenant whose call records are kept.')
param graphTenantId string

@description('Cloud of Microsoft Graph.')
param graphCloud 'global' | 'usgov' | 'dod'

@description('Public origin of the webhook; empty for the app\'s own.')
param webhookBaseUrl string

@description('How long a record may answer 404 before it counts as late, in minutes.')
param latencyWindowMinutes int

@description('NCRONTAB schedule of the timer maintain.')
param maintainSchedule string

@description('NCRONTAB schedule of the timer reconcile.')
param reconcileSchedule string

@description('NCRONTAB schedule of the timer summarize.')
param summarizeSchedule string

@description('NCRONTAB schedule of the timer retain.')
param retainSchedule string

@description('How many days calls are kept. 0: for ever.')
param keepDays int

@description('NCRONTAB schedule of the timer forget.')
param forgetSchedule string

@description('Whether the explorer leaves out the screen Person and filters by person.')
param pageWithoutPersons bool

@description('How many days back the first start lists.')
param backfillDays int

@description('Memory of an instance, in MB.')
param instanceMemoryMB int

@description('The largest number of instances.')
param maximumInstanceCount int

@description('How many instances always wait for the webhook\'s requests.')
param httpAlwaysReady int

@description('Subnet for outgoing requests; empty outside a virtual network.')
param subnetId string

@description('Workspace that the metrics go to.')
param workspaceId string

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  // azd finds the app by the first tag; ./callrecords --app reads the others, for which the role Reader is enough.
  tags: union(tags, {
    'azd-service-name': 'functions'
    'callrecords-table-endpoint': recordTableEndpoint
    'callrecords-tenant-id': graphTenantId
    'callrecords-page-without-persons': pageWithoutPersons ? 'true' : 'false'
  })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Microsoft Graph must reach the webhook, in both network profiles.
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'node'
        version: '24'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        // Graph waits three seconds for the webhook, and a cold start may take longer.
        alwaysReady: httpAlwaysReady == 0
          ? []
          : [
              {
                name: 'http'
                instanceCount: httpAlwaysReady
              }
            ]
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
    }
  }

  // Deployments sign in with Entra; there is no publishing password.
  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource noDeploymentPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

func vaultReference(vaultUri string, secretName string) string =>
  empty(secretName) ? '' : '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${secretName}/)'

// A test holds these to the schema in src/config.ts.
resource settings 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: app
  name: 'appsettings'
  properties: {
    // The host.
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identityClientId
    AzureWebJobsStorage__blobServiceUri: hostBlobEndpoint
    AzureWebJobsStorage__tableServiceUri: hostTableEndpoint
    APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    FUNCTIONS_NODE_BLOCK_ON_ENTRY_POINT_ERROR: 'true'
    // The program.
    CallRecordStorage__credential: 'managedidentity'
    CallRecordStorage__clientId: identityClientId
    CallRecordStorage__queueServiceUri: recordQueueEndpoint
    CallRecordStorage__tableServiceUri: recordTableEndpoint
    AZURE_CLIENT_ID: identityClientId
    GRAPH_TENANT_ID: graphTenantId
    GRAPH_CLOUD: graphCloud
    WEBHOOK_BASE_URL: empty(webhookBaseUrl) ? 'https://${app.properties.defaultHostName}' : webhookBaseUrl
    GRAPH_CLIENT_STATE: vaultReference(vault.properties.vaultUri, clientStateName)
    GRAPH_CLIENT_STATE_PREVIOUS: vaultReference(vault.properties.vaultUri, previousClientStateName)
    LATENCY_WINDOW_MINUTES: string(latencyWindowMinutes)
    MAINTAIN_SCHEDULE: maintainSchedule
    RECONCILE_SCHEDULE: reconcileSchedule
    SUMMARIZE_SCHEDULE: summarizeSchedule
    RETAIN_SCHEDULE: retainSchedule
    KEEP_DAYS: keepDays == 0 ? '' : string(keepDays)
    FORGET_SCHEDULE: forgetSchedule
    PAGE_WITHOUT_PERSONS: pageWithoutPersons ? 'true' : 'false'
    BACKFILL_DAYS: string(backfillDays)
  }
}

resource metrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output name string = app.name
output defaultHostName string = app.properties.defaultHostName
