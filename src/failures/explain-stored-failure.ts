/** What to tell of an error that kept stored calls from being read: what is wrong, and what to do about it. */

import { CallIncomplete } from '../calls/read-call.ts';
import { DocumentDamaged } from '../documents/document-lines.ts';
import { parseCallId } from '../language/identifiers.ts';
import { ImportDamaged } from '../networks/read-imports.ts';
import { NOT_OF_STORAGE, StorageFailure } from '../ports/storage.ts';
import { ForeignRow } from '../tables/table.ts';

export interface ToldFailure {
  /** What is wrong, and where. */
  readonly text: string;
  readonly remedies: ReadonlyArray<Remedy>;
  /** What is stored is not as the app writes it, or storage cannot be reached. */
  readonly kind: 'damaged' | 'unreachable';
}

/** What to do about it. */
export interface Remedy {
  /** Ends with a colon where a command follows. */
  readonly text: string;
  readonly command?: string;
}

/** Undefined for any other error. `account` is the name of the storage account, where it is known. */
export function explainStoredFailure(error: unknown, account = 'ACCOUNT'): ToldFailure | undefined {
  const ofRows = remediesForRows(error);
  if (ofRows.length > 0)
    return { text: sentence((error as Error).message), remedies: ofRows, kind: 'damaged' };
  if (error instanceof StorageFailure) {
    return { text: sentence(error.message), remedies: remediesFor(error, account), kind: 'unreachable' };
  }
  return undefined;
}

/** What is stored is not as the app writes it; nothing for any other error. */
function remediesForRows(error: unknown): ReadonlyArray<Remedy> {
  if (error instanceof CallIncomplete || error instanceof DocumentDamaged) {
    return [
      {
        text: 'To have it fetched and stored again while Graph keeps it:',
        command: replay(error.callId),
      },
    ];
  }
  if (error instanceof ImportDamaged) {
    return [
      {
        text: 'Import the file of that day again:',
        command: './callrecords networks import FILE --from DAY',
      },
      { text: 'Or remove it:', command: './callrecords networks remove DAY' },
    ];
  }
  if (error instanceof ForeignRow) {
    return [
      {
        text: 'Another program or an operator wrote or changed this row. Correct or delete it, then:',
        command: replay(parseCallId(error.callId ?? '')),
      },
    ];
  }
  return [];
}

function replay(callId: string | undefined): string {
  return `./callrecords replay ${callId ?? 'ID'}`;
}

export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const DOCTOR = './callrecords doctor';

function remediesFor({ status, code }: StorageFailure, account: string): ReadonlyArray<Remedy> {
  if (code === 'TokenUnavailable') return [{ text: 'No token for storage. Sign in:', command: 'az login' }];
  if (status === undefined)
    return [
      {
        text: 'Storage does not answer. Check the endpoint in the settings, the network, and whether the emulator runs if one is meant:',
        command: DOCTOR,
      },
    ];
  if (status === 401 || status === 403)
    return [
      {
        text: `Storage refuses. Your sign-in needs the role ${READER} on the account ${account} to read calls, Storage Table Data Contributor to change anything. An owner of the account gives it with:`,
        command: roleAssignment(READER, account),
      },
      {
        text: 'If it has the role, a key may be outdated, or the firewall of the account keeps this machine out:',
        command: DOCTOR,
      },
    ];
  if (code === NOT_OF_STORAGE || (status === 404 && code === undefined))
    return [
      {
        text: 'Something else than storage answers, as a proxy or a page to sign in does. Check the endpoint in the settings, and the network:',
        command: DOCTOR,
      },
    ];
  if (status === 404)
    return [
      {
        text: 'The table does not exist. The template creates the tables in Azure, the app itself elsewhere. Check that the settings name the right account:',
        command: DOCTOR,
      },
    ];
  if (status === 429 || status >= 500) return [{ text: 'Storage is busy or down. Try again in a minute.' }];
  if (status < 300) return [{ text: 'The answer was cut off on its way. Try again in a minute.' }];
  return [{ text: 'Storage refuses the request:', command: DOCTOR }];
}

const READER = 'Storage Table Data Reader';

/** What to tell of a queue that may not be read. */
export function queueNotRead(account: string): Required<Remedy> {
  const role = 'Storage Queue Data Reader';
  return {
    text: `You may not read the queue, so nothing is known of it. An owner of the account gives you the role ${role} with:`,
    command: roleAssignment(role, account),
  };
}

/** To the one who types it, in the shells of Linux, macOS and PowerShell. */
function roleAssignment(role: string, account: string): string {
  return `az role assignment create --role "${role}" --assignee "$(az ad signed-in-user show --query id --output tsv)" --scope "$(az storage account show --name ${account} --query id --output tsv)"`;
}
