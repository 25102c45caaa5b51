/**
 * Table Storage and Queue Storage: whether each answers, whether the tables and queues exist, and each right on them.
 * Rights are tried on a scratch row or message that the pipeline never reads, and that is deleted at once.
 */

import { InsecureEndpoint } from '../../../adapters/storage/connection.ts';
import type { Check } from '../check.ts';
import type { Examination } from '../examination.ts';
import { type CheckId, type Finding, type Findings, fail, hidden, pass } from '../finding.ts';
import { isAboutRights, rightFinding, type StorageProof, storageFault } from '../storage-fault.ts';
import type { StorageService } from '../storage-probe.ts';

interface ServiceUnderTest {
  readonly noun: 'tables' | 'queues';
  readonly ids: Readonly<Record<'answer' | 'read' | 'there' | 'write' | 'delete', CheckId>>;
  readonly write: 'write' | 'send';
  /** Why there is nothing to ask; undefined when there is. */
  obstacle(examination: Examination, findings: Findings): Finding | undefined;
}

export const storageChecks: ReadonlyArray<Check> = [
  ...serviceChecks({
    noun: 'tables',
    ids: {
      answer: 'tables',
      read: 'tablesRead',
      there: 'tablesThere',
      write: 'tablesWrite',
      delete: 'tablesDelete',
    },
    write: 'write',
    obstacle: (examination) => noAccess(examination) ?? unreadableConnection(examination),
  }),
  ...serviceChecks({
    noun: 'queues',
    ids: {
      answer: 'queues',
      read: 'queuesRead',
      there: 'queuesThere',
      write: 'queueSend',
      delete: 'queueDelete',
    },
    write: 'send',
    obstacle: (examination, findings) => noAccess(examination) ?? sameConnection(findings),
  }),
];

function serviceChecks({ noun, ids, write, obstacle }: ServiceUnderTest): ReadonlyArray<Check> {
  const check = (
    step: keyof typeof ids,
    title: string,
    needs: ReadonlyArray<CheckId>,
    run: Check['run'],
  ): Check => ({ id: ids[step], about: 'Storage', title: `${noun}${title}`, needs, run });
  return [
    check('answer', ' answer', [], async (examination, findings) => {
      return obstacle(examination, findings) ?? (await answers(examination.storage[noun]));
    }),
    check('read', ': may read', [ids.answer], ({ storage }) => mayRead(storage[noun], ids.read)),
    check('there', ': all there', [ids.read], ({ storage }) => allThere(storage[noun])),
    check('write', `: may ${write}`, [ids.there], ({ storage }) => mayWrite(storage[noun], ids.write)),
    check('delete', ': may delete', [ids.write], ({ storage }) => mayDelete(storage[noun], ids.delete)),
  ];
}

const PROOFS: Readonly<Record<StorageProof, string>> = {
  key: 'with the account key',
  signature: 'with a shared access signature',
  managedIdentity: 'as the managed identity',
  signIn: 'as your own sign-in',
  standIn: 'as your own sign-in',
};

/** Missing rights and tables have checks of their own: an answer that says so is an answer. */
async function answers(service: StorageService): Promise<Finding> {
  const { host, proof } = service.asked;
  for (const found of (await service.read()).values()) {
    if (typeof found === 'object' && !isAboutRights(found.failure)) {
      return storageFault(found.failure, service.asked);
    }
  }
  return pass(
    `${host}, ${PROOFS[proof]}`,
    proof === 'standIn'
      ? 'The doctor asks storage as you: it tries your rights, not those of the app’s managed identity.'
      : undefined,
  );
}

async function mayRead(service: StorageService, id: CheckId): Promise<Finding> {
  for (const [name, found] of await service.read()) {
    if (typeof found !== 'object') continue;
    const finding = rightFinding(found.failure, service.asked, id);
    return { ...finding, evidence: `${name}: ${finding.evidence}` };
  }
  return pass(service.names.length > 2 ? `${service.names.length} tables` : service.names.join(', '));
}

async function allThere(service: StorageService): Promise<Finding> {
  const missing = [...(await service.read())].filter(([, found]) => found === 'missing');
  if (missing.length === 0) return pass(`${service.names.length} of ${service.names.length}`);
  return fail(
    'missing',
    `not in the account: ${missing.map(([name]) => name).join(', ')}`,
    'Check that the settings name the right account. In Azure, deploy the template again: it creates the tables and queues that this version needs. Elsewhere, the app creates them when it starts (npm run host).',
  );
}

async function mayWrite(service: StorageService, id: CheckId): Promise<Finding> {
  try {
    await service.write();
  } catch (error) {
    const finding = rightFinding(error, service.asked, id);
    const isGone = await service.remove().then(
      () => true,
      () => false,
    );
    return isGone ? finding : { ...finding, evidence: `${finding.evidence}; ${service.scratch} stays` };
  }
  return pass(service.scratch);
}

async function mayDelete(service: StorageService, id: CheckId): Promise<Finding> {
  try {
    await service.remove();
  } catch (error) {
    const finding = rightFinding(error, service.asked, id);
    return { ...finding, evidence: `${finding.evidence}; ${service.scratch} stays` };
  }
  return pass('the same');
}

function noAccess({ settings }: Examination): Finding | undefined {
  return settings.access === undefined ? hidden('settings') : undefined;
}

function unreadableConnection(examination: Examination): Finding | undefined {
  try {
    void examination.storage;
    return undefined;
  } catch (error) {
    // The message of another error could quote the connection string.
    return fail(
      'settings',
      error instanceof InsecureEndpoint
        ? error.message
        : 'CallRecordStorage cannot be read as a connection string',
      'Copy the whole connection string from the account’s access keys, or connect by identity.',
    );
  }
}

/** The same connection proves who asks: a second line would be about the same fault. */
function sameConnection(findings: Findings): Finding | undefined {
  const tables = findings.get('tables');
  const isAboutIt =
    tables?.status === 'fail' && (tables.kind === 'settings' || tables.kind === 'credentials');
  return isAboutIt ? hidden('tables') : undefined;
}
