// A page of charts on the workspace: what flows, what waits, what was given up on.

@description('Azure region.')
param location string

@description('Name shown in the portal.')
param displayName string

@description('Tags of every resource.')
param tags { *: string }

@description('Workspace that is asked.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    description: 'Teams call records: notifications, stored, lag, pending, dead letters, coverage, quality of networks, throttling.'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: string(loadJsonContent('../workbook.json'))
    version: 'Notebook/1.0'
  }
}
