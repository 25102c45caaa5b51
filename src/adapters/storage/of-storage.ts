/**
 * What storage did not write is no answer of it. What stands where no storage is, or before it, may answer everything with a
 * page of its own, which says to the SDKs that a table or queue is empty, or that a row is written and a message sent.
 */

import { type PipelinePolicy, RestError } from '@azure/core-rest-pipeline';
import type { RequestPolicyFactory } from '@azure/storage-blob';
import { NOT_OF_STORAGE } from '../../ports/storage.ts';

/** The header that every answer of storage has, refusals too. https://learn.microsoft.com/rest/api/storageservices/troubleshooting-api-operations#the-x-ms-request-id-header */
export const REQUEST_ID = 'x-ms-request-id';

/** Refuses what storage did not answer, unless it is a refusal anyway: with RestError. */
export const ofStoragePolicy: PipelinePolicy = {
  name: 'ofStoragePolicy',
  async sendRequest(request, next) {
    const response = await next(request);
    if (response.status < 300 && !response.headers.has(REQUEST_ID)) throw notOfStorage(response.status);
    return response;
  },
};

/** The same for the library of blobs. */
export const ofStorageFactory: RequestPolicyFactory = {
  create: (next) => ({
    async sendRequest(request) {
      const response = await next.sendRequest(request);
      if (response.status < 300 && !response.headers.contains(REQUEST_ID))
        throw notOfStorage(response.status);
      return response;
    },
  }),
};

/** The same answer, of a library that takes no policies beside a connection string. Throws RestError unless storage gave it. */
export function ofStorage<Answer extends { readonly requestId?: string }>(answer: Answer): Answer {
  if (answer.requestId === undefined) throw notOfStorage(200);
  return answer;
}

function notOfStorage(status: number): RestError {
  return new RestError('not an answer of storage', { code: NOT_OF_STORAGE, statusCode: status });
}
