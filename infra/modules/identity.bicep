// The one identity of the program: for its host, for storage, for the vault, for telemetry and for Microsoft Graph.

@description('Azure region.')
param location string

@description('Name of the identity.')
param name string

@description('Tags of every resource.')
param tags { *: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

output id string = identity.id
output clientId string = identity.properties.clientId
output principalId string = identity.properties.principalId
