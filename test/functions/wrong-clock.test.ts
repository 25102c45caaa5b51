import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectQueue } from '../../src/adapters/storage/queue.ts';
import { type Application, CALL_RECORD_QUEUE, createApplication, openStorage } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { hearTime } from '../../src/status/service-clock.ts';
import { freshAccount } from '../storage-account.ts';

const HOUR = 3_600_000;
const TENANT = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90';
const CLIENT_STATE = 'the secret of this test, long enough';

/** What clocks may differ by, and what the test itself takes. */
const MINUTE = 60_000;

let account: string;
let application: Application;
/** By the clock of storage, which is on this machine. */
let right: Date;

const configOf = (storage: string) =>
  readConfig({
    AzureWebJobsStorage: storage,
    CallRecordStorage: storage,
    GRAPH_TENANT_ID: TENANT,
    GRAPH_BASE_URL: 'http://127.0.0.1:9',
    WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
    GRAPH_CLIENT_STATE: CLIENT_STATE,
    KEEP_DAYS: '30',
  });

beforeEach(async () => {
  account = freshAccount();
  const config = configOf(account);
  await createApplication(config).createStorage();
  right = new Date();
  application = createApplication(config);
});
afterEach(() => {
  vi.useRealTimers();
});

function setClock(aheadMs: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: right.getTime() + aheadMs });
}

const distance = (noted: unknown) => Math.abs(Date.parse(String(noted)) - right.getTime());

describe.each([30 * HOUR, -30 * HOUR])('a computer whose clock is wrong by %i ms', (aheadMs) => {
  it('notes of a call when it was first seen, by the clock of storage', async () => {
    setClock(aheadMs);
    const body = {
      value: [
        {
          subscriptionId: '7d2c1a90-1f6b-4c8e-8a53-2b9e6d0f4c17',
          clientState: CLIENT_STATE,
          tenantId: TENANT,
          changeType: 'updated',
          resource: 'communications/callRecords/e523d2ed-2966-4b6b-925b-754a88034cc5',
        },
      ],
    };
    const answer = await application.receive({
      url: 'http://127.0.0.1:7071/api/notifications',
      contentLength: undefined,
      body: () => ReadableStream.from([new TextEncoder().encode(JSON.stringify(body))]),
      traceparent: undefined,
    });
    expect(answer.status).toBe(202);
    const queue = connectQueue({ connectionString: account }, CALL_RECORD_QUEUE);
    const [message] = (await queue.receiveMessages()).receivedMessageItems;
    expect(distance(JSON.parse(message?.messageText ?? '{}').firstSeenAt)).toBeLessThan(MINUTE);
  });

  it('notes the time of storage in rows, from its first run on', async () => {
    setClock(aheadMs);
    // Nobody answers in Graph's place, and what fails is noted.
    await expect(application.maintain()).rejects.toThrow();
    const { store } = application;
    const row = await store.status.get('maintain');
    expect(distance(row && store.status.valuesIn(row)?.LastFailureAt)).toBeLessThan(MINUTE);
  });

  it('has the time of storage for whoever types a command', async () => {
    setClock(aheadMs);
    const { store } = openStorage({
      tenantId: application.store.tenantId,
      storage: { connectionString: account },
    });
    await hearTime(store.clock, () => store.status.get('maintain'));
    expect(Math.abs(store.clock.now().getTime() - right.getTime())).toBeLessThan(MINUTE);
  });
});

it.each([
  [3, 'ahead of'],
  [-3, 'behind'],
])(
  'a proxy that says it is %i days later by a Date of its own is blamed, and not the computer',
  async (days, side) => {
    const port = Number(/TableEndpoint=http:\/\/127\.0\.0\.1:(\d+)/.exec(account)?.[1]);
    const proxy = createServer((asked, answer) => {
      const { url: path, method, headers } = asked;
      const forwarded = request({ port, host: '127.0.0.1', path, method, headers }, (answered) => {
        const date = new Date(Date.now() + days * 24 * HOUR).toUTCString();
        answer.writeHead(answered.statusCode ?? 502, { ...answered.headers, date });
        answered.pipe(answer);
      });
      asked.pipe(forwarded);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      const through = `TableEndpoint=http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const behind = createApplication(
        configOf(account.replace(/TableEndpoint=http:\/\/127\.0\.0\.1:\d+/, through)),
      );
      await expect(behind.retain()).rejects.toThrow(`${side} the Timestamp that storage gave to a row`);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
    const row = await application.store.status.get('retain');
    const values = row && application.store.status.valuesIn(row);
    expect(values?.LastFailure).toContain('have the proxy between here and storage pass that header on');
    expect(distance(values?.LastFailureAt)).toBeLessThan(MINUTE);
  },
);
