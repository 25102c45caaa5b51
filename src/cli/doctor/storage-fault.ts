/** What a failure of storage says about who has to mend what. */

import type { StorageSettings } from '../../config.ts';
import { StorageFailure } from '../../ports/storage.ts';
import { type CheckId, type Fault, type Finding, fail } from './check.ts';
import { networkFault } from './network-fault.ts';

/** By what a request to storage proves who sends it. */
export type StorageProof =
  | 'key'
  | 'signature'
  | 'managedIdentity'
  /** Who is signed in on this machine, as the settings have it. */
  | 'signIn'
  /** The same, in place of a managed identity, which exists in Azure alone. */
  | 'standIn';

export interface AskedStorage {
  readonly service: 'Table' | 'Queue' | 'Blob';
  readonly host: string;
  readonly proof: StorageProof;
}

/** Known, but without the right: the service has accepted who asks. */
const RIGHT_IS_MISSING: ReadonlySet<string | undefined> = new Set([
  'AuthorizationPermissionMismatch',
  'AuthorizationResourceTypeMismatch',
]);

/** The role with all the rights that are needed, by service. */
const ROLES = {
  Table: 'Storage Table Data Contributor',
  Queue: 'Storage Queue Data Contributor',
  Blob: 'Storage Blob Data Owner',
} as const;

export function storageProof(storage: StorageSettings): StorageProof {
  if ('connectionString' in storage) {
    return /(^|;)\s*SharedAccessSignature\s*=/i.test(storage.connectionString) ? 'signature' : 'key';
  }
  return storage.managedIdentity === undefined ? 'signIn' : 'managedIdentity';
}

/** Whether the service knows who asks, whatever they may do. */
export function isAboutRights(error: unknown): boolean {
  return error instanceof StorageFailure && error.status === 403 && RIGHT_IS_MISSING.has(error.code);
}

/** Whether the table or queue asked for is not there. */
export function isAboutMissing(error: unknown): boolean {
  return (
    error instanceof StorageFailure &&
    error.status === 404 &&
    (error.code === 'TableNotFound' || error.code === 'QueueNotFound')
  );
}

/** What a rejection of storage says to the check of a right: that a stand-in lacks it says nothing of the app. */
export function rightFinding(error: unknown, asked: AskedStorage, check: CheckId): Finding {
  const fault = storageFault(error, asked);
  if (fault.kind !== 'permission' || asked.proof !== 'standIn') return fault;
  const { evidence, remedy } = fault;
  return { status: 'unknown', evidence: `to your sign-in ${evidence}`, remedy, because: check };
}

/** The fault behind a rejection of storage; an error that is not storage's is thrown again. */
export function storageFault(error: unknown, asked: AskedStorage): Fault {
  if (!(error instanceof StorageFailure)) throw error;
  const { status, code } = error;
  const said = [asked.host, 'answers', status, code].filter((part) => part !== undefined).join(' ');
  if (code === 'TokenUnavailable') return noToken(error, asked);
  if (status === undefined) return networkFault(asked.host, code);
  if (isAboutRights(error)) return fail('permission', said, rightRemedy(asked));
  if (isAboutMissing(error)) {
    return fail(
      'missing',
      said,
      'Check that the settings name the right account. In Azure the template creates tables and queues (deploy it again), elsewhere the app does at its start.',
    );
  }
  if (status === 401 || status === 403) return refused(said, code, asked);
  if (status === 404) {
    return fail(
      'network',
      said,
      'No storage account answers at this address. Check the endpoint in the settings.',
    );
  }
  if (status === 429 || status >= 500) {
    return fail(
      'service',
      said,
      'Storage is busy or down. Try again in a minute; then see the service health of Azure.',
    );
  }
  return fail(
    'service',
    said,
    'Storage refuses the request. Check that the endpoint is that of a storage account.',
  );
}

function noToken({ message }: StorageFailure, { host, proof }: AskedStorage): Fault {
  const evidence = `no token for ${host}: ${message.replace(/^.*failed: /, '')}`;
  return fail(
    'credentials',
    evidence,
    proof === 'managedIdentity'
      ? 'A managed identity exists in Azure alone: check CallRecordStorage__clientId there. On your own machine leave CallRecordStorage__credential out, and az login.'
      : 'Sign in: az login, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET in the environment.',
  );
}

/** https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes */
function refused(said: string, code: string | undefined, { proof, service }: AskedStorage): Fault {
  if (code === 'KeyBasedAuthenticationNotPermitted') {
    return fail(
      'credentials',
      said,
      `The account takes no keys. Connect by identity: CallRecordStorage__queueServiceUri and __tableServiceUri instead of the connection string.`,
    );
  }
  if (code === 'AuthorizationServiceMismatch' || code === 'AuthorizationProtocolMismatch') {
    return fail(
      'permission',
      said,
      `The shared access signature is not for the ${service.toLowerCase()} service.`,
    );
  }
  if (code === 'AuthorizationSourceIPMismatch' || (code === 'AuthorizationFailure' && isIdentity(proof))) {
    return fail(
      'permission',
      said,
      'The account does not let this machine in. Check its firewall (networking) and, with a private endpoint, that you ask from inside the virtual network.',
    );
  }
  return fail('credentials', said, CREDENTIAL_REMEDIES[proof]);
}

const ANOTHER_TENANT =
  'The token of your sign-in is not accepted: the account belongs to another tenant. az login --tenant TENANT.';

const CREDENTIAL_REMEDIES: Readonly<Record<StorageProof, string>> = {
  key: 'The account key in the connection string is not accepted: it was regenerated, or belongs to another account. Take the current one. If it is current, the firewall of the account keeps this machine out.',
  signature:
    'The shared access signature is not accepted: it has expired, or its key was regenerated. Make a new one. If it is current, the firewall of the account keeps this machine out.',
  managedIdentity:
    'The token of the managed identity is not accepted: the account belongs to another tenant, or the identity was deleted.',
  signIn: ANOTHER_TENANT,
  standIn: ANOTHER_TENANT,
};

/** Keys and signatures are refused in the same words by firewalls and, for a wrong key, by emulators. */
function isIdentity(proof: StorageProof): boolean {
  return proof === 'managedIdentity' || proof === 'signIn' || proof === 'standIn';
}

function rightRemedy({ proof, service }: AskedStorage): string {
  switch (proof) {
    case 'signature':
      return `Make a shared access signature with all rights on the ${service.toLowerCase()} service: read, write, delete, list, add, update, process; for service, container and object.`;
    case 'managedIdentity':
      return `Give the app's identity the role ${ROLES[service]} on the account. It takes up to ten minutes to be in force.`;
    case 'signIn':
      return `Give yourself the role ${ROLES[service]} on the account. It takes up to ten minutes to be in force.`;
    case 'standIn':
      return `Your own sign-in asks here, not the app's identity. To try everything, give yourself the role ${ROLES[service]} on the account; the app's identity needs it in any case.`;
    case 'key':
      return 'A key has every right: the firewall of the account keeps this machine out.';
  }
}
