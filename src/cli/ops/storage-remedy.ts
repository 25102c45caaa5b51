/** What to do when storage does not do what it is asked. */

import { StorageFailure } from '../../ports/storage.ts';

/** One or two lines: what failed, and what to mend. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const remedy = error instanceof StorageFailure ? remedyFor(error) : undefined;
  return `${error.name}: ${error.message}${remedy === undefined ? '' : `\n${remedy}`}`;
}

function remedyFor({ status, code }: StorageFailure): string | undefined {
  if (code === 'TokenUnavailable')
    return 'There is no token for storage. On your own machine: az login. In Azure: the identity in CallRecordStorage__clientId.';
  if (status === undefined)
    return 'Storage does not answer. Check the endpoint or connection string in CallRecordStorage, the network, and that the emulator runs where one is meant.';
  if (status === 401 || status === 403)
    return 'Storage refuses. The identity needs the role Storage Table Data Contributor, a key must be current, and the firewall of the account must let this machine in.';
  if (status === 404)
    return 'The table is not there. Check that the settings name the right account; the template creates the tables in Azure, the app itself elsewhere.';
  if (status === 429 || status >= 500) return 'Storage is busy or down. Try again in a minute.';
  return undefined;
}
