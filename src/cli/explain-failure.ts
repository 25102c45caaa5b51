/** What to tell of an error that ended a command, and with which exit code. */

import { InsecureEndpoint } from '../adapters/storage/connection.ts';
import { CallReplaced } from '../calls/read-call.ts';
import { explainStoredFailure, sentence } from '../failures/explain-stored-failure.ts';
import { ImportOvertaken } from '../networks/import-networks.ts';
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
  if (error instanceof ImportOvertaken) {
    return {
      text: `${sentence(error.message)} What stands: ./callrecords networks list`,
      code: EXIT.unreachable,
    };
  }
  const stored = explainStoredFailure(error);
  if (stored === undefined) return undefined;
  const { text, remedies, kind } = stored;
  const words = remedies.map(({ text, command }) => (command === undefined ? text : `${text} ${command}`));
  return {
    text: `${text} ${words.join('. ')}`,
    code: kind === 'damaged' ? EXIT.foundWrong : EXIT.unreachable,
  };
}
