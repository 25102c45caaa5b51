/**
 * Gzip, piece by piece: what comes out is one gzip file with one member, which every tool opens. (Power Query and
 * browsers read no further than the first member.)
 *
 * Node's own stream would compress beside us on its thread pool. Here a piece is compressed at once, which takes some
 * milliseconds, so that storage is asked for the same things in the same order every time.
 */

import { constants, crc32, deflateRawSync } from 'node:zlib';
import { textLines } from '../language/text-lines.ts';

export interface Gzip {
  /** Takes text in, and returns the bytes that are ready; mostly none. */
  add(text: string): Uint8Array;
  /** The bytes that are left. */
  end(): Uint8Array;
}

/** UTF-16 code units that are compressed together: eight times the 32 KiB in which deflate looks for repetitions. */
const BLOCK_LENGTH = 256 * 1024;

/** RFC 1952, 2.3: magic number, deflate, no flags, no time, no extra flags, unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

export function createGzip(): Gzip {
  let waiting = '';
  let checksum = 0;
  let length = 0;
  let header: Buffer = HEADER;

  function compressed(finishFlush: number): Buffer {
    const bytes = Buffer.from(waiting, 'utf8');
    const result = Buffer.concat([header, deflateRawSync(bytes, { finishFlush })]);
    checksum = crc32(bytes, checksum);
    length += bytes.length;
    waiting = '';
    header = Buffer.alloc(0);
    return result;
  }

  return {
    add(text) {
      waiting += text;
      // A sync flush ends on a whole byte, so that the next block can follow.
      return waiting.length < BLOCK_LENGTH ? Buffer.alloc(0) : compressed(constants.Z_SYNC_FLUSH);
    },
    end() {
      const last = compressed(constants.Z_FINISH);
      const trailer = Buffer.alloc(8);
      trailer.writeUInt32LE(checksum, 0);
      trailer.writeUInt32LE(length % 2 ** 32, 4);
      return Buffer.concat([last, trailer]);
    },
  };
}

/** Bytes that should be a gzip file and are not, or not a whole one. */
export class NotGzip extends Error {
  override readonly name = 'NotGzip';
}

/** The lines of a gzip file of text, as its bytes come. Rejects with NotGzip. */
export async function* gunzippedLines(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  yield* textLines(gunzipped(bytes));
}

async function* gunzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  try {
    yield* ReadableStream.from(copies(bytes))
      .pipeThrough(new DecompressionStream('gzip'))
      .pipeThrough(new TextDecoderStream());
  } catch (error) {
    // What is wrong with compressed bytes is a TypeError; storage has its own errors.
    if (!(error instanceof TypeError)) throw error;
    throw new NotGzip('the bytes are not a gzip file', { cause: error });
  }
}

/** A stream takes the buffer of what it is given. */
async function* copies(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const piece of bytes) yield new Uint8Array(piece);
}
