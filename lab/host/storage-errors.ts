// The storage service's own word for what went wrong, such as "QueueNotFound".
// https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2
import { isRestError } from '@azure/core-rest-pipeline';

/** Undefined when the error is not an answer of the service. */
export function storageErrorCode(error: unknown): string | undefined {
  if (!isRestError(error)) return undefined;
  // An answer to HEAD has no body: then the word stands only in the header x-ms-error-code.
  return error.code ?? error.response?.headers.get('x-ms-error-code');
}
