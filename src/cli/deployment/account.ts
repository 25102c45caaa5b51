/** Which storage account settings lead to. */

import type { StorageSettings } from '../../config.ts';

/** The account's name as Azure knows it; `devstoreaccount1` is the emulator's. */
export function accountName(storage: StorageSettings): string {
  if (!('connectionString' in storage)) return nameInEndpoint(storage.tableServiceUri);
  const parts = new Map(
    storage.connectionString.split(';').map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim().toLowerCase(), value.join('=')] as const;
    }),
  );
  if (parts.has('usedevelopmentstorage')) return 'devstoreaccount1';
  return parts.get('accountname') ?? nameInEndpoint(parts.get('tableendpoint') ?? '');
}

/** The first label of the host; the emulator, which has an address instead of a name, has it in the path. */
function nameInEndpoint(endpoint: string): string {
  if (!URL.canParse(endpoint)) return endpoint;
  const { hostname, pathname } = new URL(endpoint);
  const [, inPath = ''] = pathname.split('/');
  return inPath === '' ? (hostname.split('.')[0] ?? hostname) : inPath;
}
