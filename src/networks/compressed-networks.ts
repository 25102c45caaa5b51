/** Networks as they are stored: JSON lines, compressed, in chunks. */

import { createGzip, gunzippedLines } from '../documents/gzip.ts';
import { CHUNK_BYTES } from '../tables/chunk.ts';
import type { Network } from './network.ts';

export interface CompressedNetworks {
  readonly count: number;
  readonly chunks: ReadonlyArray<Uint8Array>;
}

export interface NetworkCompressor {
  add(networks: ReadonlyArray<Network>): void;
  end(): CompressedNetworks;
}

/** Memory holds what is compressed: some 10 MB for a million networks. */
export function createNetworkCompressor(): NetworkCompressor {
  const gzip = createGzip();
  const parts: Array<Uint8Array> = [];
  let count = 0;
  return {
    add(networks) {
      count += networks.length;
      parts.push(gzip.add(networks.map((network) => `${JSON.stringify(network)}\n`).join('')));
    },
    end() {
      const bytes = Buffer.concat([...parts, gzip.end()]);
      const starts = Array.from(
        { length: Math.ceil(bytes.length / CHUNK_BYTES) },
        (_, index) => index * CHUNK_BYTES,
      );
      return { count, chunks: starts.map((start) => bytes.subarray(start, start + CHUNK_BYTES)) };
    },
  };
}

/** The networks, as their bytes come. Rejects with NotGzip. */
export async function* decompressedNetworks(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Network, void, undefined> {
  for await (const line of gunzippedLines(bytes)) yield JSON.parse(line) as Network;
}
