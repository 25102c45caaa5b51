/** Reads the body of a request to the webhook, within its limits, as a collection of notifications. */

import { isUtf8 } from 'node:buffer';
import { within } from '../language/within.ts';
import { type Clock, DeadlineExceeded } from '../ports/clock.ts';
import { NotificationCollection } from './notification.ts';
import type { WebhookRequest, WebhookResponse } from './webhook.ts';

/** Graph's collections are some kilobytes; a mebibyte holds about 2,000 notifications. */
const LARGEST_BODY_BYTES = 1024 * 1024;

/** Graph sends a body at once. A slow sender must not keep an instance busy until the host ends its process. */
const READ_WITHIN_MS = 5_000;

/** The elements of the request's collection, or the answer that refuses it. */
export async function readCollection(
  request: WebhookRequest,
  clock: Clock,
): Promise<ReadonlyArray<unknown> | WebhookResponse> {
  if ((request.contentLength ?? 0) > LARGEST_BODY_BYTES) return { status: 413 };
  const bytes = await readBody(request, clock);
  if ('status' in bytes) return bytes;
  const collection = NotificationCollection.safeParse(jsonIn(bytes));
  return collection.success ? collection.data.value : { status: 400 };
}

/** The whole body, or the answer to one that is too large, too slow or incomplete. No more than the limit is kept. */
async function readBody(request: WebhookRequest, clock: Clock): Promise<Uint8Array | WebhookResponse> {
  const pieces: Array<Uint8Array> = [];
  let size = 0;
  try {
    return await clock.withDeadline(READ_WITHIN_MS, async (signal) => {
      // Not for-of: leaving it would wait for a stream that may never end, and cut the connection under the answer.
      const reading = request.body()[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await within(signal, reading.next());
        if (done === true) return Buffer.concat(pieces, size);
        size += value.byteLength;
        if (size > LARGEST_BODY_BYTES) return { status: 413 };
        pieces.push(value);
      }
    });
  } catch (error) {
    // The sender went away, or is too slow: Graph sends again what was not answered with 2xx.
    return { status: error instanceof DeadlineExceeded ? 408 : 400 };
  }
}

/** The JSON that the bytes hold as UTF-8, or undefined when they do not. */
function jsonIn(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) return undefined;
  try {
    // Not parseJson: all that is read here are ids and texts, and its care for large integers recurses.
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
