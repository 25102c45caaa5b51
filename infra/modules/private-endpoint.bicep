// A private address for one service of one resource, and its name.

@description('Azure region.')
param location string

@description('Name of the private endpoint.')
param name string

@description('Tags of every resource.')
param tags { *: string }

@description('Subnet that the address is taken from.')
param subnetId string

@description('Resource that is reached.')
param resourceId string

@description('Which of its services.')
param groupId 'blob' | 'queue' | 'table' | 'vault'

@description('Private DNS zone in which the address gets its name.')
param zoneId string

resource endpoint 'Microsoft.Network/privateEndpoints@2024-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: groupId
        properties: {
          privateLinkServiceId: resourceId
          groupIds: [groupId]
        }
      }
    ]
  }

  resource zoneGroup 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: groupId
          properties: {
            privateDnsZoneId: zoneId
          }
        }
      ]
    }
  }
}
