/** The size of what is deployed: every cold start reads and compiles it. */

import type { Measurement } from '../measurement.ts';
import { bundleBytes } from './bundle.ts';

/** Parsing grows with the size; a dependency that slips in shows here first. */
const MOST_BYTES = 1_500_000;

export const bundleSize: Measurement = {
  name: 'bundle-size',
  title: 'Size of the bundle',
  async run() {
    const count = await bundleBytes();
    return [{ kind: 'count', what: 'code in dist/', unit: 'bytes', count, limit: MOST_BYTES }];
  },
};
