/** What to tell of an error that ended a command, and with which exit code. */

import { InsecureEndpoint } from '../adapters/storage/connection.ts';
import { CallIncomplete, CallReplaced } from '../calls/read-call.ts';
import { DocumentDamaged } from '../documents/document-lines.ts';
import { ImportDamaged } from '../networks/read-imports.ts';
import { StorageFailure } from '../ports/storage.ts';
import { ForeignRow } from '../tables/table.ts';
import { AskedWrongly, EXIT, type ExitCode, NotFound, Unreachable } from './exit.ts';
import { LocalSettingsError } from './local-settings.ts';

export interface ToldFailure {
  readonly text: string;
  readonly code: ExitCode;
}

/** Undefined for an unforeseen error: a fault of the program, whose stack trace is needed. */
export function explainFailure(error: unknown): ToldFailure | undefined {
  if (
    error instanceof AskedWrongly ||
    error instanceof LocalSettingsError ||
    error instanceof InsecureEndpoint
  ) {
    return { text: error.message, code: EXIT.askedWrongly };
  }
  if (error instanceof Unreachable) return { text: error.message, code: EXIT.unreachable };
  if (error instanceof NotFound) return { text: error.message, code: EXIT.foundWrong };
  if (error instanceof CallReplaced) {
    return {
      text: `${sentence(error.message)} A newer version was stored meanwhile: type the command again.`,
      code: EXIT.unreachable,
    };
  }
  const remedy = remedyForStored(error);
  if (remedy !== undefined) {
    return { text: `${sentence((error as Error).message)} ${remedy}`, code: EXIT.foundWrong };
  }
  if (error instanceof StorageFailure) {
    return { text: `${sentence(error.message)} ${remedyFor(error)}`, code: EXIT.unreachable };
  }
  return undefined;
}

/** What is stored is not as the app writes it; undefined for any other error. */
function remedyForStored(error: unknown): string | undefined {
  if (error instanceof CallIncomplete || error instanceof DocumentDamaged) {
    return 'To have it fetched and stored again while Graph keeps it: ./callrecords replay ID';
  }
  if (error instanceof ImportDamaged) {
    return 'Import the file of that day again: ./callrecords networks import FILE --from DAY';
  }
  if (error instanceof ForeignRow) {
    return 'Somebody else wrote or changed this row. Correct or delete it, then: ./callrecords replay ID';
  }
  return undefined;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function remedyFor({ status, code }: StorageFailure): string {
  if (code === 'TokenUnavailable') return 'No token for storage: type az login.';
  if (status === undefined)
    return 'Storage does not answer. Check the endpoint in the settings, the network, and whether the emulator runs if one is meant: ./callrecords doctor';
  if (status === 401 || status === 403)
    return 'Storage refuses. Your sign-in needs the role Storage Table Data Contributor, a key must be current, and the firewall of the account must let this machine in: ./callrecords doctor';
  if (status === 404)
    return 'The table does not exist. Check that the settings name the right account; the template creates the tables in Azure, the app itself elsewhere.';
  if (status === 429 || status >= 500) return 'Storage is busy or down. Try again in a minute.';
  return 'Storage refuses the request: ./callrecords doctor';
}
