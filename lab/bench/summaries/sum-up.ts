/** Sums up the day of a table service. */

import type { Tables } from '../../../src/ports/storage.ts';
import { summarizeDay } from '../../../src/summaries/summarize-day.ts';
import { storeOf } from '../account.ts';
import type { ServedDay } from './served-day.ts';

const NEVER = new AbortController().signal;

export async function sumUp(served: ServedDay, tables?: Tables): Promise<void> {
  await summarizeDay(storeOf(served, tables), served.day, NEVER);
}
