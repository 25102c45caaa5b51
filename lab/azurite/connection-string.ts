// The connection string of one storage account of a running Azurite, with every endpoint spelled out.

/** The ports of Azurite's three services on 127.0.0.1. */
export interface AzuritePorts {
  readonly blob: number;
  readonly queue: number;
  readonly table: number;
}

/** A storage account that Azurite serves: its name and its base64 key. */
export interface AzuriteAccount {
  readonly name: string;
  readonly key: string;
}

/**
 * The account every Azurite has by default.
 * The key is published (https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string),
 * so it protects nothing and may stand in code.
 */
export const DEVELOPMENT_ACCOUNT: AzuriteAccount = {
  name: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
};

/** Endpoints are explicit because `UseDevelopmentStorage=true` means ports 10000–10002 and nothing else. */
export function azuriteConnectionString(ports: AzuritePorts, account = DEVELOPMENT_ACCOUNT): string {
  return [
    'DefaultEndpointsProtocol=http',
    `AccountName=${account.name}`,
    `AccountKey=${account.key}`,
    `BlobEndpoint=http://127.0.0.1:${ports.blob}/${account.name}`,
    `QueueEndpoint=http://127.0.0.1:${ports.queue}/${account.name}`,
    `TableEndpoint=http://127.0.0.1:${ports.table}/${account.name}`,
    '',
  ].join(';');
}
