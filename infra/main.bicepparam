// The parameters of main.bicep, from the environment: `azd env set NAME VALUE`, or the shell's for plain az.
// What has no default here must be set; the compiler names it otherwise.

using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param graphTenantId = readEnvironmentVariable('GRAPH_TENANT_ID')
param graphCloud = readEnvironmentVariable('GRAPH_CLOUD', 'global')
param alertMailAddresses = map(split(readEnvironmentVariable('ALERT_MAIL_ADDRESSES'), ','), address => trim(address))
param alertsEnabled = bool(readEnvironmentVariable('ALERTS_ENABLED', 'true'))
param networkProfile = readEnvironmentVariable('NETWORK_PROFILE', 'public')
param virtualNetworkAddressPrefix = readEnvironmentVariable('VIRTUAL_NETWORK_ADDRESS_PREFIX', '10.80.0.0/24')
param recordStorageSku = readEnvironmentVariable('RECORD_STORAGE_SKU', 'Standard_ZRS')
param logRecordAccess = bool(readEnvironmentVariable('LOG_RECORD_ACCESS', 'false'))
param instanceMemoryMB = { '512': 512, '2048': 2048, '4096': 4096 }[readEnvironmentVariable(
  'INSTANCE_MEMORY_MB',
  '2048'
)]
param maximumInstanceCount = int(readEnvironmentVariable('MAXIMUM_INSTANCE_COUNT', '40'))
param httpAlwaysReady = int(readEnvironmentVariable('HTTP_ALWAYS_READY', '1'))
param logRetentionDays = int(readEnvironmentVariable('LOG_RETENTION_DAYS', '90'))
param webhookBaseUrl = readEnvironmentVariable('WEBHOOK_BASE_URL', '')
param latencyWindowMinutes = int(readEnvironmentVariable('LATENCY_WINDOW_MINUTES', '150'))
param maintainSchedule = readEnvironmentVariable('MAINTAIN_SCHEDULE', '0 * * * * *')
param reconcileSchedule = readEnvironmentVariable('RECONCILE_SCHEDULE', '0 */5 * * * *')
param summarizeSchedule = readEnvironmentVariable('SUMMARIZE_SCHEDULE', '0 */5 * * * *')
param retainSchedule = readEnvironmentVariable('RETAIN_SCHEDULE', '0 */10 * * * *')
param keepDays = int(readEnvironmentVariable('KEEP_DAYS', '0'))
param forgetSchedule = readEnvironmentVariable('FORGET_SCHEDULE', '0 */15 * * * *')
param pageWithoutPersons = bool(readEnvironmentVariable('PAGE_WITHOUT_PERSONS', 'false'))
param backfillDays = int(readEnvironmentVariable('BACKFILL_DAYS', '30'))
param clientStateGeneration = int(readEnvironmentVariable('CLIENT_STATE_GENERATION', '1'))

// Everything above that has a default, as it was set: the resource group remembers it in its tags, and
// hooks/check-settings refuses to go back to a default that somebody had changed, from another machine or by mistake.
param given = {
  GRAPH_CLOUD: readEnvironmentVariable('GRAPH_CLOUD', '')
  ALERTS_ENABLED: readEnvironmentVariable('ALERTS_ENABLED', '')
  NETWORK_PROFILE: readEnvironmentVariable('NETWORK_PROFILE', '')
  VIRTUAL_NETWORK_ADDRESS_PREFIX: readEnvironmentVariable('VIRTUAL_NETWORK_ADDRESS_PREFIX', '')
  RECORD_STORAGE_SKU: readEnvironmentVariable('RECORD_STORAGE_SKU', '')
  LOG_RECORD_ACCESS: readEnvironmentVariable('LOG_RECORD_ACCESS', '')
  INSTANCE_MEMORY_MB: readEnvironmentVariable('INSTANCE_MEMORY_MB', '')
  MAXIMUM_INSTANCE_COUNT: readEnvironmentVariable('MAXIMUM_INSTANCE_COUNT', '')
  HTTP_ALWAYS_READY: readEnvironmentVariable('HTTP_ALWAYS_READY', '')
  LOG_RETENTION_DAYS: readEnvironmentVariable('LOG_RETENTION_DAYS', '')
  WEBHOOK_BASE_URL: readEnvironmentVariable('WEBHOOK_BASE_URL', '')
  LATENCY_WINDOW_MINUTES: readEnvironmentVariable('LATENCY_WINDOW_MINUTES', '')
  MAINTAIN_SCHEDULE: readEnvironmentVariable('MAINTAIN_SCHEDULE', '')
  RECONCILE_SCHEDULE: readEnvironmentVariable('RECONCILE_SCHEDULE', '')
  SUMMARIZE_SCHEDULE: readEnvironmentVariable('SUMMARIZE_SCHEDULE', '')
  RETAIN_SCHEDULE: readEnvironmentVariable('RETAIN_SCHEDULE', '')
  KEEP_DAYS: readEnvironmentVariable('KEEP_DAYS', '')
  FORGET_SCHEDULE: readEnvironmentVariable('FORGET_SCHEDULE', '')
  PAGE_WITHOUT_PERSONS: readEnvironmentVariable('PAGE_WITHOUT_PERSONS', '')
  BACKFILL_DAYS: readEnvironmentVariable('BACKFILL_DAYS', '')
  CLIENT_STATE_GENERATION: readEnvironmentVariable('CLIENT_STATE_GENERATION', '')
}
