import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { OUR_HOST_JSON } from '../lab/host/our-host-json.ts';
import { INGEST_WITHIN_MS, MAX_DELIVERIES } from '../src/ports/ingest-limits.ts';

it('host.json and the code agree on the last delivery and on the time an ingest may take', () => {
  const { queues, functionTimeoutMs } = OUR_HOST_JSON;
  expect(queues.maxDequeueCount).toBe(MAX_DELIVERIES);
  // Enough for the last storage request and the dead letter after the ingest has stopped itself.
  expect(functionTimeoutMs).toBeGreaterThanOrEqual(INGEST_WITHIN_MS + 60_000);
});

it('host.json leaves no queue setting to a default', async () => {
  const { extensions } = JSON.parse(await readFile('host.json', 'utf8')) as {
    extensions: { queues: Record<string, unknown> };
  };
  expect(Object.keys(extensions.queues).sort()).toEqual([
    'batchSize',
    'maxDequeueCount',
    'maxPollingInterval',
    'messageEncoding',
    'newBatchThreshold',
    'visibilityTimeout',
  ]);
});

it('host.json keeps lines of the Azure libraries below warnings out of the log, which costs gigabytes a month', async () => {
  const { logging } = JSON.parse(await readFile('host.json', 'utf8')) as {
    logging: { logLevel: Record<string, string> };
  };
  expect(logging.logLevel).toMatchObject({ 'Azure.Core': 'Warning', 'Azure.Identity': 'Warning' });
});
