/** What must be true of the indexes once a call is settled. */

import { expect } from 'vitest';
import { userKeyPart } from '../../src/tables/keys.ts';
import { cellValue, type PipelineWorld, type readCall } from './pipeline-world.ts';

/** The day lists the call once, as its head says, and everybody who took part finds it. */
export async function expectIndexed(
  world: PipelineWorld,
  { head, participants, sessions }: Awaited<ReturnType<typeof readCall>>,
): Promise<void> {
  const { tenantId } = world.tenant;
  const callId = head?.partitionKey;
  const start = String(cellValue(head, 'FirstStartDateTime'));
  const day = await world.rows('CallsByDay', `${tenantId}_${start.slice(0, 10)}`);
  const [listed, ...again] = day.filter((row) => cellValue(row, 'CallId') === callId);
  expect(again).toEqual([]);
  expect(listed?.rowKey).toBe(`${start}_${callId}`);
  expect(head?.cells).toMatchObject(listed?.cells ?? { Nothing: 'listed' });

  const ids = [
    ...participants.map((row) => cellValue(row, 'IdentityId')),
    ...sessions.flatMap((row) => [cellValue(row, 'CallerIdentityId'), cellValue(row, 'CalleeIdentityId')]),
  ];
  for (const id of new Set(ids.filter((found) => found !== undefined))) {
    const hints = await world.rows('CallsByUser', `${tenantId}_${userKeyPart(String(id))}`);
    expect(hints.filter((row) => cellValue(row, 'CallId') === callId)).toHaveLength(1);
  }
}
