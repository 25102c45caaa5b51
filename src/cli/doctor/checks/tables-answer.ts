/** Table Storage: whether there is a way to it, and whether it knows who asks. */

import { InsecureEndpoint } from '../../../adapters/storage/connection.ts';
import { type Check, fail, pass } from '../check.ts';
import type { Examination } from '../examination.ts';
import { isAboutMissing, isAboutRights, type StorageProof, storageFault } from '../storage-fault.ts';
import { SCRATCH_TABLE, type StorageProbe } from '../storage-probe.ts';

const PROOFS: Readonly<Record<StorageProof, string>> = {
  key: 'with the account key',
  signature: 'with a shared access signature',
  managedIdentity: 'as the managed identity',
  signIn: 'as this machine’s sign-in',
  standIn: 'as this machine’s sign-in',
};

export const tablesAnswer: Check = {
  id: 'tables',
  about: 'Storage',
  title: 'tables answer',
  needs: [],
  async run(examination) {
    if (examination.settings.access === undefined) {
      return { status: 'unknown', evidence: 'because of Settings: complete and valid', because: 'settings' };
    }
    const probe = opened(examination);
    if ('kind' in probe) return probe;
    const { askedTables, scratchKey, tables } = probe;
    try {
      await tables.table(SCRATCH_TABLE).get(scratchKey);
    } catch (error) {
      // Rights and tables have checks of their own: whoever hears that one is missing has been let in.
      if (!isAboutRights(error) && !isAboutMissing(error)) return storageFault(error, askedTables);
    }
    const { host, proof } = askedTables;
    return pass(
      `${host}, ${PROOFS[proof]}`,
      proof === 'standIn'
        ? 'Storage is asked as whoever is signed in here: their rights are tried, not those of the app’s managed identity.'
        : undefined,
    );
  },
};

function opened(examination: Examination): StorageProbe | ReturnType<typeof fail> {
  try {
    return examination.storage;
  } catch (error) {
    // The message of another error could quote the connection string.
    return fail(
      'settings',
      error instanceof InsecureEndpoint
        ? error.message
        : 'CallRecordStorage cannot be read as a connection string',
      'Take the connection string from the account’s access keys, whole, or connect by identity.',
    );
  }
}
