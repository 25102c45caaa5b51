/**
 * Decompresses at once what a world reads. Node's own stream works on its thread pool, beside the time of a world: how
 * many virtual hours go by meanwhile depends on the machine.
 */

import { gunzipSync } from 'node:zlib';

class DecompressionAtOnce extends TransformStream<Uint8Array, Uint8Array> {
  constructor() {
    const parts: Array<Uint8Array> = [];
    super({
      transform: (part) => void parts.push(part),
      flush: (controller) => controller.enqueue(gunzipped(parts)),
    });
  }
}

/** Throws TypeError for bytes that are not gzip, as the stream does that this stands for. */
function gunzipped(parts: ReadonlyArray<Uint8Array>): Uint8Array {
  try {
    return gunzipSync(Buffer.concat(parts));
  } catch (error) {
    throw new TypeError('the bytes are not gzip', { cause: error });
  }
}

/** From now on, in this thread. */
export function decompressAtOnce(): void {
  globalThis.DecompressionStream = DecompressionAtOnce;
}
