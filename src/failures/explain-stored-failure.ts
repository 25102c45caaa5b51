/** What to tell of an error that kept stored calls from being read: what is wrong, and what to do about it. */

import { CallIncomplete } from '../calls/read-call.ts';
import { DocumentDamaged } from '../documents/document-lines.ts';
import { ImportDamaged } from '../networks/read-imports.ts';
import { StorageFailure } from '../ports/storage.ts';
import { ForeignRow } from '../tables/table.ts';

export interface ToldFailure {
  readonly text: string;
  /** What is stored is not as the app writes it, or storage cannot be reached. */
  readonly kind: 'damaged' | 'unreachable';
}

/** Undefined for any other error. */
export function explainStoredFailure(error: unknown): ToldFailure | undefined {
  const remedy = remedyForStored(error);
  if (remedy !== undefined) {
    return { text: `${sentence((error as Error).message)} ${remedy}`, kind: 'damaged' };
  }
  if (error instanceof StorageFailure) {
    return { text: `${sentence(error.message)} ${remedyFor(error)}`, kind: 'unreachable' };
  }
  return undefined;
}

/** What is stored is not as the app writes it; undefined for any other error. */
function remedyForStored(error: unknown): string | undefined {
  if (error instanceof CallIncomplete || error instanceof DocumentDamaged) {
    return 'To have it fetched and stored again while Graph keeps it: ./callrecords replay ID';
  }
  if (error instanceof ImportDamaged) {
    return 'Import the file of that day again: ./callrecords networks import FILE --from DAY, or remove it: ./callrecords networks remove DAY';
  }
  if (error instanceof ForeignRow) {
    return 'Somebody else wrote or changed this row. Correct or delete it, then: ./callrecords replay ID';
  }
  return undefined;
}

export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function remedyFor({ status, code }: StorageFailure): string {
  if (code === 'TokenUnavailable') return 'No token for storage: type az login.';
  if (status === undefined)
    return 'Storage does not answer. Check the endpoint in the settings, the network, and whether the emulator runs if one is meant: ./callrecords doctor';
  if (status === 401 || status === 403)
    return 'Storage refuses. Your sign-in needs the role Storage Table Data Reader on the account to read calls, Storage Table Data Contributor to change anything (az role assignment create --role ROLE --assignee USER --scope ACCOUNT-ID); a key must be current, and the firewall of the account must let this machine in: ./callrecords doctor';
  if (status === 404)
    return 'The table does not exist. Check that the settings name the right account; the template creates the tables in Azure, the app itself elsewhere.';
  if (status === 429 || status >= 500) return 'Storage is busy or down. Try again in a minute.';
  return 'Storage refuses the request: ./callrecords doctor';
}
