/** Every measurement, in the order of docs/performance.md. */

import { acknowledge } from './acknowledge/acknowledge.ts';
import { bundleSize, coldImport } from './cold-import/cold-import.ts';
import { storeLargeMeeting } from './meeting/store-large-meeting.ts';
import { costOfMonth } from './month.ts';
import { requestCounts } from './request-counts.ts';
import { storeRecords } from './store-records.ts';
import { tableGrowth } from './table-growth.ts';
import type { Measurement } from './workbench.ts';

export const allMeasurements: ReadonlyArray<Measurement> = [
  requestCounts,
  acknowledge,
  storeRecords,
  storeLargeMeeting,
  tableGrowth,
  costOfMonth,
  coldImport,
  bundleSize,
];
