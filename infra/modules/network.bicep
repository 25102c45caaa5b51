// The private profile: a network for the app's outgoing requests, and private addresses for what it talks to.

@description('Azure region.')
param location string

@description('Name that every resource of the network begins with.')
param name string

@description('Tags of every resource.')
param tags { *: string }

@description('Address range of the virtual network, /24 or larger.')
param addressPrefix string

@description('Storage account of the host.')
param hostStorageId string

@description('Storage account of the call records.')
param recordStorageId string

@description('Key vault.')
param vaultId string

// Once in a virtual network, all requests leave through it. Microsoft Graph, Entra and Azure Monitor are outside:
// new networks have no way out unless they are given one.
resource outgoingAddress 'Microsoft.Network/publicIPAddresses@2024-07-01' = {
  name: '${name}-outgoing'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource gateway 'Microsoft.Network/natGateways@2024-07-01' = {
  name: '${name}-gateway'
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIpAddresses: [
      {
        id: outgoingAddress.id
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    // Inside the network: as resources of their own they would be taken away when the network is deployed again.
    subnets: [
      {
        name: 'functions'
        properties: {
          // An instance takes an address; 64 are more than enough for the instances of one app.
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          defaultOutboundAccess: false
          natGateway: {
            id: gateway.id
          }
          delegations: [
            {
              name: 'flex-consumption'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          defaultOutboundAccess: false
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }

  resource functions 'subnets' existing = {
    name: 'functions'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

var storageSuffix = environment().suffixes.storage
var blobZone = 'privatelink.blob.${storageSuffix}'
var queueZone = 'privatelink.queue.${storageSuffix}'
var tableZone = 'privatelink.table.${storageSuffix}'
var vaultZone = 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
var zoneNames = [blobZone, queueZone, tableZone, vaultZone]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in zoneNames: {
    name: zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, index) in zoneNames: {
    parent: zones[index]
    name: name
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
]

// What the app reaches: the queue of the host's account is not among it.
var privateAddresses = [
  { purpose: 'host-blob', resourceId: hostStorageId, groupId: 'blob', zoneIndex: 0 }
  { purpose: 'host-table', resourceId: hostStorageId, groupId: 'table', zoneIndex: 2 }
  { purpose: 'records-queue', resourceId: recordStorageId, groupId: 'queue', zoneIndex: 1 }
  { purpose: 'records-table', resourceId: recordStorageId, groupId: 'table', zoneIndex: 2 }
  { purpose: 'vault', resourceId: vaultId, groupId: 'vault', zoneIndex: 3 }
]

module privateEndpoints 'private-endpoint.bicep' = [
  for address in privateAddresses: {
    params: {
      location: location
      name: '${name}-${address.purpose}'
      tags: tags
      subnetId: network::endpoints.id
      resourceId: address.resourceId
      groupId: address.groupId
      zoneId: zones[address.zoneIndex].id
    }
    dependsOn: [links]
  }
]

output functionsSubnetId string = network::functions.id
