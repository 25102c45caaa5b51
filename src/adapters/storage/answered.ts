/**
 * Answers as the service writes them. The SDK would copy every entity twice, which takes longer than all else of reading
 * it: it is left an answer without a body, and sees to everything but that.
 */

import { type PipelineResponse, RestError } from '@azure/core-rest-pipeline';

/** As the SDK gives it to its option `shouldDeserialize`. */
interface ParsedResponse extends PipelineResponse {
  parsedBody?: unknown;
}

/** Among the options of a request of the SDK. */
interface BodyTaken {
  readonly requestOptions: { shouldDeserialize(response: ParsedResponse): boolean };
}

/**
 * What is read of the body, and what the SDK makes of the rest of the answer. Rejects as the request does, and with
 * RestError when nothing can be read of it.
 */
export async function answered<Read, Rest>(
  request: (options: BodyTaken) => Promise<Rest>,
  read: (body: Readonly<Record<string, unknown>>) => Read | undefined,
): Promise<{ readonly read: Read; readonly rest: Rest }> {
  let body: unknown;
  const rest = await request({
    requestOptions: {
      shouldDeserialize(response) {
        if (response.status === 200) {
          body = response.parsedBody;
          response.parsedBody = {};
        }
        return true;
      },
    },
  });
  const found =
    typeof body === 'object' && body !== null ? read(body as Readonly<Record<string, unknown>>) : undefined;
  if (found === undefined)
    throw new RestError('the answer cannot be read', { code: 'UNREADABLE', statusCode: 200 });
  return { read: found, rest };
}
