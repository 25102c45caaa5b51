// Requests /api/health from outside, and raises an alert when it does not answer 200.

@description('Azure region.')
param location string

@description('Name that the test and its alert begin with.')
param name string

@description('Tags of every resource.')
param tags { *: string }

@description('Application Insights component that keeps the results.')
param componentId string

@description('Origin of the function app.')
param origin string

@description('Who is told.')
param actionGroupId string

@description('Whether the alert is on.')
param alertsEnabled bool

// Five places: the alert wants two of them to agree.
// https://learn.microsoft.com/azure/azure-monitor/app/availability#location-population-tags
var places = environment().name == 'AzureUSGovernment'
  ? ['usgov-va-azr', 'usgov-phx-azr', 'usgov-tx-azr', 'usgov-ddeast-azr', 'usgov-ddcentral-azr']
  : ['emea-nl-ams-azr', 'emea-gb-db3-azr', 'us-va-ash-azr', 'us-ca-sjc-azr', 'apac-sg-sin-azr']

resource test 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${name}-health'
  location: location
  tags: union(tags, { 'hidden-link:${componentId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${name}-health'
    Name: '${name}-health'
    Description: 'GET /api/health answers 200 while call records flow.'
    Kind: 'standard'
    Enabled: true
    Frequency: 300
    // A health answer reads a dozen rows; a cold start is included.
    Timeout: 60
    RetryEnabled: true
    Locations: [for place in places: { Id: place }]
    Request: {
      RequestUrl: '${origin}/api/health'
      HttpVerb: 'GET'
      FollowRedirects: false
      ParseDependentRequests: false
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 14
    }
  }
}

resource alert 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-health-not-answering'
  location: 'global'
  tags: tags
  properties: {
    description: 'GET /api/health did not answer 200 to two places. Next: ./callrecords status.'
    severity: 1
    enabled: alertsEnabled
    autoMitigate: true
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    scopes: [test.id, componentId]
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: test.id
      componentId: componentId
      failedLocationCount: 2
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}
