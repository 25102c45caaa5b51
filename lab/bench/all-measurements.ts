/** Every measurement, in the order of docs/performance.md. */

import { acknowledge } from './acknowledge.ts';
import { bundleSize, coldImport } from './cold-import/cold-import.ts';
import { explorer } from './explorer/explorer.ts';
import { exporting } from './export/export.ts';
import { graphLimit } from './graph-limit.ts';
import { keptMemory } from './memory.ts';
import { costOfMonth } from './month.ts';
import { quality } from './quality.ts';
import { requestCounts } from './request-counts.ts';
import { storeLargeMeeting } from './store-large-meeting.ts';
import { storeRecords } from './store-records.ts';
import { summaries } from './summaries/summaries.ts';
import { tableGrowth } from './table-growth.ts';
import { withheld } from './withheld.ts';
import type { Measurement } from './workbench.ts';

export const allMeasurements: ReadonlyArray<Measurement> = [
  requestCounts,
  acknowledge,
  storeRecords,
  graphLimit,
  keptMemory,
  storeLargeMeeting,
  tableGrowth,
  summaries,
  quality,
  explorer,
  exporting,
  withheld,
  costOfMonth,
  coldImport,
  bundleSize,
];
