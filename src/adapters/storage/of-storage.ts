/**
 * What storage did not write is no answer of it. What stands where no storage is, or before it, may answer everything with a
 * page of its own, which says to the SDKs that a table or queue is empty, or that a row is written and a message sent.
 */

import { type PipelinePolicy, RestError } from '@azure/core-rest-pipeline';

/** The header that every answer of storage has, refusals too. https://learn.microsoft.com/rest/api/storageservices/troubleshooting-api-operations#the-x-ms-request-id-header */
export const REQUEST_ID = 'x-ms-request-id';

/** Refuses what storage did not answer, unless it is an error anyway: with RestError. */
export const ofStoragePolicy: PipelinePolicy = {
  name: 'ofStoragePolicy',
  async sendRequest(request, next) {
    const response = await next(request);
    if (response.status < 300 && !response.headers.has(REQUEST_ID)) throw notOfStorage(response.status);
    return response;
  },
};

/** The same answer, of an SDK that takes no policies. Throws RestError unless storage gave it. */
export function ofStorage<Answer extends { readonly requestId?: string }>(answer: Answer): Answer {
  if (answer.requestId === undefined) throw notOfStorage(200);
  return answer;
}

export function notOfStorage(statusCode: number): RestError {
  return new RestError('not an answer of storage', { code: 'NotOfStorage', statusCode });
}
