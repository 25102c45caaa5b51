/** Every measurement, in the order of docs/performance.md. */

import { acknowledge } from './acknowledge/acknowledge.ts';
import { bundleSize } from './cold-import/bundle-size.ts';
import { coldImport } from './cold-import/cold-import.ts';
import { costOfMonth } from './cost/month.ts';
import { tableGrowth } from './growth/table-growth.ts';
import type { Measurement } from './measurement.ts';
import { storeLargeMeeting } from './meeting/store-large-meeting.ts';
import { requestCounts } from './requests/request-counts.ts';
import { storeRecords } from './store/store-records.ts';

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
