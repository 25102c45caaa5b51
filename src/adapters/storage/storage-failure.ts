/** What the storage SDKs throw, in the pipeline's words. */

import { isRestError } from '@azure/core-rest-pipeline';
import { StorageFailure } from '../../ports/storage.ts';
import { TokenUnavailable } from '../steady-credential.ts';
import { REQUEST_ID } from './of-storage.ts';

/** What the two SDKs tell about a failed request, in one shape. */
export interface ServiceAnswer {
  readonly status: number | undefined;
  readonly code: string | undefined;
  /** `x-ms-request-id`, which Azure's support asks for. */
  readonly requestId: string | undefined;
}

/** What a service or the network answered; undefined for an error that is neither's, such as a missing token. */
export function serviceAnswer(error: unknown): ServiceAnswer | undefined {
  if (!isRestError(error)) return undefined;
  const details = error.details as
    | { odataError?: { code?: string }; errorCode?: string; code?: string }
    | undefined;
  return {
    status: error.statusCode,
    code: details?.odataError?.code ?? details?.errorCode ?? details?.code ?? error.code,
    requestId: error.response?.headers.get(REQUEST_ID),
  };
}

/** The failure of `what` ("table CallRecords: insert"); an error that is not the service's comes back as it is. */
export function storageFailure(what: string, error: unknown): unknown {
  if (error instanceof TokenUnavailable) {
    return new StorageFailure(`${what} failed: ${error.message}`, { code: error.name });
  }
  const answer = serviceAnswer(error);
  if (answer === undefined) return error;
  const { status, code, requestId } = answer;
  const reason = [status, code].filter((part) => part !== undefined).join(' ') || 'no answer';
  const request = requestId === undefined ? '' : ` (request ${requestId})`;
  return new StorageFailure(`${what} failed: ${reason}${request}`, { status, code });
}
