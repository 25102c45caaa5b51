/** Every measurement, in the order of docs/performance.md. */

import { acknowledge } from './acknowledge/acknowledge.ts';
import { bundleSize } from './cold-import/bundle-size.ts';
import { coldImport } from './cold-import/cold-import.ts';
import type { Measurement } from './measurement.ts';
import { requestCounts } from './requests/request-counts.ts';

export const allMeasurements: ReadonlyArray<Measurement> = [
  requestCounts,
  acknowledge,
  coldImport,
  bundleSize,
];
