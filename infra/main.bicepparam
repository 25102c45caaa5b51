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
param backfillDays = int(readEnvironmentVariable('BACKFILL_DAYS', '30'))
param clientStateGeneration = int(readEnvironmentVariable('CLIENT_STATE_GENERATION', '1'))
