// What one delivery may cost in requests, held by every test run: requests are what Graph limits and storage bills.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshAccount } from '../../../test/storage-account.ts';
import { type Pipeline, recordOf, startPipeline } from '../pipeline.ts';
import {
  costOf,
  GRAPH_REQUESTS_OF_DUPLICATE,
  GRAPH_REQUESTS_OF_NEW_RECORD,
  TABLE_REQUESTS_OF_NEW_RECORD,
  writesAmong,
} from '../request-counts.ts';

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline(freshAccount());
});

afterAll(() => pipeline.close());

test('a new peer-to-peer record costs 2 requests to Graph and at most 12 to tables', async () => {
  for (const callId of [newRecord(), newRecord()]) {
    const cost = await costOf(pipeline, callId, 'stored');

    expect(cost.graph).toHaveLength(GRAPH_REQUESTS_OF_NEW_RECORD);
    expect(cost.tables.length).toBeLessThanOrEqual(TABLE_REQUESTS_OF_NEW_RECORD);
    expect(cost.queue).toHaveLength(0);
    // What an instance does for itself, and at most once a minute or every few seconds.
    expect(cost.ofInstance.length).toBeLessThanOrEqual(3);
    // Nothing would be counted if requests left by another way than the one that is watched.
    expect(writesAmong(cost.tables).length).toBeGreaterThan(0);
  }
});

test('a duplicate notification of a stored version costs 1 request to Graph and writes nothing', async () => {
  const callId = newRecord();
  await pipeline.ingest(callId);

  const cost = await costOf(pipeline, callId, 'superseded');

  expect(cost.graph).toHaveLength(GRAPH_REQUESTS_OF_DUPLICATE);
  expect(writesAmong([...cost.tables, ...cost.ofInstance])).toEqual([]);
  expect(cost.queue).toEqual([]);
});

function newRecord(): string {
  return recordOf(pipeline.tenant, { kind: 'peer-to-peer' });
}
