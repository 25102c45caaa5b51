/**
 * Request bodies that the emulator reads as they were meant. It joins the chunks of a body as text, so a character
 * whose bytes arrive in two chunks (beyond 64 KiB, in practice) silently becomes U+FFFD. The body of an action in a
 * batch, which it reads as bytes, ends for it at U+2028 or U+2029. JSON can escape all of these.
 */

import type { PipelinePolicy } from '@azure/core-rest-pipeline';

const BEYOND_ASCII = /[\u0080-\uffff]/g;

/** Alone, since escapes for every character could take a batch over its 4 MiB. */
const LINE_SEPARATORS = /[\u2028\u2029]/g;

export const emulatorBodyPolicy: PipelinePolicy = {
  name: 'emulatorBodyPolicy',
  async sendRequest(request, next) {
    if (typeof request.body === 'string') {
      const isBatch = new URL(request.url).pathname.endsWith('/$batch');
      request.body = escaped(request.body, isBatch ? LINE_SEPARATORS : BEYOND_ASCII);
    }
    return await next(request);
  },
};

/** The same JSON with the characters in escapes, each half of a surrogate pair in its own. */
function escaped(json: string, characters: RegExp): string {
  return json.replaceAll(
    characters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
