// The vault, and in it the secret that Graph repeats in every notification. The secret is made here and is never
// read by anybody but the program: it stands in no output, no file and no deployment's history.

import { roleDefinitionIds } from 'roles.bicep'

@description('Azure region.')
param location string

@description('Name of the vault.')
param vaultName string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the identity that reads the secrets.')
param identityName string

@description('Whether the vault can be reached from outside the virtual network.')
param publicNetworkAccess 'Enabled' | 'Disabled'

@description('Workspace that the audit log goes to.')
param workspaceId string

@minValue(1)
@description('Which secret is current. Raised by one to rotate it; the one before stays accepted.')
param generation int

@secure()
@description('Value of the current secret, in case it does not exist yet. Not to be given: it is random.')
param newSecret string = newGuid()

@secure()
@description('Value of the secret before, in case it does not exist. Not to be given: it is random.')
param newPreviousSecret string = newGuid()

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: vaultName
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    publicNetworkAccess: publicNetworkAccess
    networkAcls: {
      // Deployments write the secret; they are one of Azure's trusted services.
      bypass: 'AzureServices'
      defaultAction: publicNetworkAccess == 'Enabled' ? 'Allow' : 'Deny'
    }
  }
}

// A deployment that runs again leaves a secret that is there as it is.
@onlyIfNotExists()
resource current 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'graph-client-state-${generation}'
  properties: {
    contentType: 'clientState of the Graph subscription'
    value: newSecret
  }
}

// Only to be sure that it exists: an app with one reference to a missing secret resolves none of them.
@onlyIfNotExists()
resource previous 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (generation > 1) {
  parent: vault
  name: 'graph-client-state-${generation - 1}'
  properties: {
    contentType: 'clientState of the Graph subscription'
    value: newPreviousSecret
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, roleDefinitionIds.keyVaultSecretsUser)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleDefinitionIds.keyVaultSecretsUser
    )
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'audit'
        enabled: true
      }
    ]
  }
}

output id string = vault.id
output currentName string = current.name
output previousName string = generation > 1 ? 'graph-client-state-${generation - 1}' : ''
