/** What a failure of storage says about who has to fix what. */

import type { StorageSettings } from '../../config.ts';
import { NOT_OF_STORAGE, StorageFailure } from '../../ports/storage.ts';
import { type CheckId, type Fault, type Finding, fail } from './finding.ts';
import { networkFault } from './network-fault.ts';
import { SIGN_IN } from './tokens.ts';

/** How a request to storage proves who sends it. */
export type StorageProof =
  | 'key'
  | 'signature'
  | 'managedIdentity'
  /** The sign-in of this machine, as the settings have it. */
  | 'signIn'
  /** The same, instead of a managed identity, which exists in Azure only. */
  | 'standIn';

export interface AskedStorage {
  readonly service: 'Table' | 'Queue' | 'Blob';
  readonly host: string;
  readonly proof: StorageProof;
}

export function storageProof(storage: StorageSettings): StorageProof {
  if ('connectionString' in storage) return proofIn(storage.connectionString);
  return storage.managedIdentity === undefined ? 'signIn' : 'managedIdentity';
}

export function proofIn(connectionString: string): StorageProof {
  return /(^|;)\s*SharedAccessSignature\s*=/i.test(connectionString) ? 'signature' : 'key';
}

/** The service has accepted the caller, who lacks a right. */
export function isAboutRights(error: unknown): boolean {
  return (
    error instanceof StorageFailure &&
    error.status === 403 &&
    (error.code === 'AuthorizationPermissionMismatch' || error.code === 'AuthorizationResourceTypeMismatch')
  );
}

/** The table or queue does not exist. */
export function isAboutMissing(error: unknown): boolean {
  return (
    error instanceof StorageFailure &&
    error.status === 404 &&
    (error.code === 'TableNotFound' || error.code === 'QueueNotFound')
  );
}

type Judged = Fault | Extract<Finding, { status: 'unknown' }>;

/** What a failure says to the check of a right. A right that the stand-in lacks says nothing about the app. */
export function rightFinding(error: unknown, asked: AskedStorage, check: CheckId): Judged {
  const fault = storageFault(error, asked);
  if (fault.kind !== 'permission' || asked.proof !== 'standIn') return fault;
  const { evidence, remedy } = fault;
  return { status: 'unknown', evidence: `your own sign-in is refused: ${evidence}`, remedy, because: check };
}

/** The fault behind a failure of storage; any other error is thrown again. */
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
      'Check that the settings name the right account. In Azure, deploy the template again: it creates tables and queues. Elsewhere, the app creates them when it starts.',
    );
  }
  if (status === 401 || status === 403) return refused(said, code, asked);
  if (status === 404 || code === NOT_OF_STORAGE) {
    return fail(
      'network',
      said,
      'No storage account answers at this address. Check the endpoint in the settings, and whether a proxy stands before it.',
    );
  }
  if (status === 429 || status >= 500) {
    return fail(
      'service',
      said,
      'Storage is busy or down. Try again in a minute, then look at the service health of Azure.',
    );
  }
  return fail(
    'service',
    said,
    'Storage refuses the request. Check that the endpoint belongs to a storage account.',
  );
}

function noToken({ message }: StorageFailure, { host, proof }: AskedStorage): Fault {
  return fail(
    'credentials',
    `no token for ${host}: ${message.replace(/^.*failed: /, '')}`,
    proof === 'managedIdentity'
      ? 'Check CallRecordStorage__clientId. A managed identity exists in Azure only: on your own machine, leave out CallRecordStorage__credential and run az login.'
      : SIGN_IN,
  );
}

/** https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes */
function refused(said: string, code: string | undefined, { proof, service }: AskedStorage): Fault {
  if (code === 'KeyBasedAuthenticationNotPermitted') {
    return fail(
      'credentials',
      said,
      'The account accepts no keys. Connect by identity: set CallRecordStorage__queueServiceUri and CallRecordStorage__tableServiceUri instead of the connection string.',
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
      'The account does not let this machine in. Check its firewall (Networking). With a private endpoint, run the doctor inside the virtual network.',
    );
  }
  return fail('credentials', said, CREDENTIAL_REMEDIES[proof]);
}

const ANOTHER_TENANT =
  'The account does not accept the token of your sign-in: it belongs to another tenant. Run az login --tenant TENANT.';

const CREDENTIAL_REMEDIES: Readonly<Record<StorageProof, string>> = {
  key: 'The account key in the connection string is not accepted: it was regenerated, or it belongs to another account. Copy the current key. If it is current, the firewall of the account blocks this machine.',
  signature:
    'The shared access signature is not accepted: it has expired, or its key was regenerated. Create a new one. If it is current, the firewall of the account blocks this machine.',
  managedIdentity:
    'The token of the managed identity is not accepted: the account belongs to another tenant, or the identity was deleted.',
  signIn: ANOTHER_TENANT,
  standIn: ANOTHER_TENANT,
};

/** Firewalls refuse keys and signatures in the same words as a wrong key; so do emulators. */
function isIdentity(proof: StorageProof): boolean {
  return proof === 'managedIdentity' || proof === 'signIn' || proof === 'standIn';
}

/** The role with all the rights that are needed, by service. */
const ROLES = {
  Table: 'Storage Table Data Contributor',
  Queue: 'Storage Queue Data Contributor',
  Blob: 'Storage Blob Data Owner',
} as const;

function rightRemedy({ proof, service }: AskedStorage): string {
  const role = ROLES[service];
  switch (proof) {
    case 'signature':
      return `Create a shared access signature with all rights on the ${service.toLowerCase()} service: read, write, delete, list, add, update, process; for service, container and object.`;
    case 'managedIdentity':
      return `Give the app’s identity the role ${role} on the account. It takes effect within ten minutes.`;
    case 'signIn':
      return `Give yourself the role ${role} on the account. It takes effect within ten minutes.`;
    case 'standIn':
      return `The doctor asks as you, not as the app’s identity. To try everything, give yourself the role ${role} on the account. The app’s identity needs it in any case.`;
    case 'key':
      return 'A key has every right: the firewall of the account blocks this machine.';
  }
}
