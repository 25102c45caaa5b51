// Who is told by mail, and of what. Each query is a file of its own in infra/queries.

@description('Azure region.')
param location string

@description('Name that every alert begins with.')
param name string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the function app, for the commands to type.')
param appName string

@description('Workspace that is asked.')
param workspaceId string

@description('Mail addresses that are told.')
param mailAddresses string[]

@description('Whether the alerts are on.')
param alertsEnabled bool

@description('How long a record may answer 404 before it counts as late, in minutes.')
param latencyWindowMinutes int

@description('A definition of one alert.')
type Alert = {
  name: string
  description: string
  @description('0 is critical, 4 verbose.')
  severity: 0 | 1 | 2 | 3 | 4
  query: string
  @description('Column that is measured; rows are counted without it.')
  measure: string?
  @description('Column that makes an alert of its own of each of its values.')
  splitBy: string?
  aggregation: 'Count' | 'Maximum' | 'Total'
  operator: 'GreaterThan' | 'LessThan'
  threshold: int
  windowSize: string
}

var alerts Alert[] = [
  {
    name: 'health-failing'
    description: 'Call records do not flow as they should. The dimension "reason" says why. Next: ./callrecords status --app ${appName}.'
    severity: 1
    query: loadTextContent('../queries/health-failing.kql')
    splitBy: 'reason'
    aggregation: 'Count'
    operator: 'GreaterThan'
    threshold: 0
    windowSize: 'PT15M'
  }
  {
    name: 'no-notifications'
    description: 'Microsoft Graph lists calls but sends no notifications of them. Check that Graph reaches the webhook. Next: ./callrecords doctor --app ${appName}.'
    severity: 1
    query: loadTextContent('../queries/no-notifications.kql')
    aggregation: 'Count'
    operator: 'GreaterThan'
    threshold: 0
    windowSize: 'PT15M'
  }
  {
    name: 'dead-letters'
    description: 'Messages were given up. Next: ./callrecords dead-letters --app ${appName}.'
    severity: 2
    query: loadTextContent('../queries/dead-letters.kql')
    measure: 'messages'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 0
    windowSize: 'PT15M'
  }
  {
    name: 'pending-too-old'
    description: 'A call has waited for its record longer than the latency window. Next: ./callrecords pending --app ${appName}.'
    severity: 2
    query: loadTextContent('../queries/pending-too-old.kql')
    measure: 'oldestNotFoundMinutes'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: latencyWindowMinutes
    windowSize: 'PT15M'
  }
  {
    name: 'not-observed'
    description: 'The app has not reported its state for half an hour. Either it does not run, or its logs do not arrive. Next: ./callrecords status --app ${appName}.'
    severity: 1
    query: loadTextContent('../queries/not-observed.kql')
    measure: 'observations'
    aggregation: 'Total'
    operator: 'LessThan'
    threshold: 1
    windowSize: 'PT30M'
  }
  {
    name: 'webhook-slow'
    description: 'The webhook takes almost the three seconds that Graph waits. After that Graph delays notifications, then drops them.'
    severity: 2
    query: loadTextContent('../queries/webhook-slow.kql')
    measure: 'slowestMilliseconds'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 2500
    // An hour: in a quarter of one a small tenant never has the requests that the query wants.
    windowSize: 'PT1H'
  }
  {
    name: 'webhook-failing'
    description: 'The webhook could not keep notifications and answered 5xx more than once. Graph repeats them for four hours. Next: ./callrecords doctor --app ${appName}.'
    severity: 2
    query: loadTextContent('../queries/webhook-failing.kql')
    aggregation: 'Count'
    operator: 'GreaterThan'
    threshold: 1
    windowSize: 'PT15M'
  }
  {
    name: 'network-poor'
    description: 'Audio on a network was poor by more than chance, on two UTC days running. The dimension "network" says where, the column "since" from which day. Next: ./callrecords quality --by network --app ${appName}.'
    severity: 3
    query: loadTextContent('../queries/network-poor.kql')
    splitBy: 'network'
    aggregation: 'Count'
    operator: 'GreaterThan'
    threshold: 0
    // The longest that Azure Monitor takes: the events of two days are a day apart.
    windowSize: 'P2D'
  }
  {
    name: 'exceptions'
    description: 'Invocations failed more than once, because of storage, Graph or a bug. The dimension "OperationName" names the function, InnermostMessage says what it threw.'
    severity: 3
    query: loadTextContent('../queries/exceptions.kql')
    splitBy: 'OperationName'
    aggregation: 'Count'
    operator: 'GreaterThan'
    threshold: 1
    windowSize: 'PT15M'
  }
  {
    name: 'not-started'
    description: 'The app could not be loaded: it has no functions and answers 404. The settings are refused, or the package is broken. The lines of Host.Function.Console in AppTraces say why.'
    severity: 1
    query: loadTextContent('../queries/not-started.kql')
    aggregation: 'Count'
    operator: 'GreaterThan'
    threshold: 0
    windowSize: 'PT15M'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${name}-people'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'CallRecords'
    emailReceivers: [
      for (address, index) in mailAddresses: {
        name: 'mail-${index + 1}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in alerts: {
    name: '${name}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${name}: ${alert.name}'
      description: alert.description
      severity: alert.severity
      enabled: alertsEnabled
      autoMitigate: true
      evaluationFrequency: 'PT5M'
      windowSize: alert.windowSize
      scopes: [workspaceId]
      // A new workspace has no tables until the first log arrives; the project's tests check the queries.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: alert.aggregation
            metricMeasureColumn: alert.?measure
            operator: alert.operator
            threshold: alert.threshold
            dimensions: alert.?splitBy == null
              ? []
              : [
                  {
                    name: alert.?splitBy ?? ''
                    operator: 'Include'
                    values: ['*']
                  }
                ]
            // One: a query that wants a state to last says so itself.
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [people.id]
      }
    }
  }
]

output actionGroupId string = people.id
