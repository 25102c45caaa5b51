/** Where an import stands in table Networks: a partition for each start, with chunks and, written last, a head. */

import { type Day, parseDay } from '../language/day.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { RowKey } from '../tables/cell.ts';
import { dayPartition, ordinal, partitionsBeginning } from '../tables/keys.ts';

const HEAD = 'head';

export function headOf(tenantId: TenantId, start: Day): RowKey {
  return { partitionKey: dayPartition(tenantId, start), rowKey: HEAD };
}

export function chunkOf(tenantId: TenantId, start: Day, generation: string, chunk: number): RowKey {
  return { ...headOf(tenantId, start), rowKey: `${generation}_${ordinal(chunk)}` };
}

/** The partitions of all imports. */
export function importPartitions(tenantId: TenantId) {
  return partitionsBeginning(`${tenantId}_`);
}

/** The heads of all imports. */
export function importHeads(tenantId: TenantId) {
  return { ...importPartitions(tenantId), rowKey: HEAD };
}

export function isHead({ rowKey }: RowKey): boolean {
  return rowKey === HEAD;
}

/** The day from which an import counts; undefined for a row of somebody else. */
export function startOf({ partitionKey }: RowKey): Day | undefined {
  return parseDay(partitionKey.slice(-'yyyy-MM-dd'.length));
}
