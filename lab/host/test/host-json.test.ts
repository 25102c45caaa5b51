import { describe, expect, test } from 'vitest';
import { HostJsonError, parseHostJson } from '../host-json.ts';

/** What must be there. */
const FEWEST = { version: '2.0', extensions: { queues: { messageEncoding: 'none' } } };

const queues = (options: Readonly<Record<string, unknown>>) =>
  parseHostJson({ ...FEWEST, extensions: { queues: { messageEncoding: 'none', ...options } } }).queues;

describe('host.json', () => {
  test('has the real host’s defaults', () => {
    expect(parseHostJson(FEWEST)).toEqual({
      functionTimeoutMs: 1_800_000,
      routePrefix: 'api',
      queues: {
        batchSize: 16,
        newBatchThreshold: 8,
        maxPollingIntervalMs: 60_000,
        visibilityTimeoutSeconds: 0,
        maxDequeueCount: 5,
      },
      singleton: { listenerLockPeriodSeconds: 60, listenerLockRecoveryPollingMs: 60_000 },
    });
  });

  test('is read with its times and prefix', () => {
    const read = parseHostJson({
      version: '2.0',
      functionTimeout: '00:10:00',
      extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '[4.*, 5.0.0)' },
      logging: { logLevel: { default: 'Information' } },
      extensions: {
        http: { routePrefix: '/v1/' },
        queues: {
          batchSize: 8,
          maxPollingInterval: '00:00:02.5',
          visibilityTimeout: '1.00:00:30',
          messageEncoding: 'None',
        },
      },
    });
    expect(read).toMatchObject({
      functionTimeoutMs: 600_000,
      routePrefix: 'v1',
      queues: {
        batchSize: 8,
        newBatchThreshold: 4,
        maxPollingIntervalMs: 2_500,
        visibilityTimeoutSeconds: 86_430,
      },
    });
  });

  test('may lift the time limit', () => {
    expect(parseHostJson({ ...FEWEST, functionTimeout: '-1' }).functionTimeoutMs).toBeUndefined();
  });

  test.each([
    [{ batchSize: 0 }, 'batchSize'],
    [{ batchSize: 33 }, 'batchSize'],
    [{ batchSize: '8' }, 'batchSize'],
    [{ newBatchThreshold: -1 }, 'newBatchThreshold'],
    [{ maxDequeueCount: 0 }, 'maxDequeueCount'],
    [{ messageEncoding: 'base64' }, 'messageEncoding: must be "none"'],
    [{ visibilityTimeout: '5' }, '"5" is 5 days'],
    [{ visibilityTimeout: '8.00:00:00' }, 'between 00:00:00 and 7.00:00:00'],
    [{ visibilityTimeout: '00:60:00' }, 'hh:mm:ss'],
    [{ maxPollingInterval: '00:00:00.05' }, 'maxPollingInterval'],
    [{ batchsize: 8 }, 'batchsize: unknown key'],
  ])('refuses queues %j', (options, reason) => {
    expect(() => queues(options)).toThrow(HostJsonError);
    expect(() => queues(options)).toThrow(reason);
  });

  test('is refused for dynamic concurrency, under which batchSize means nothing', () => {
    expect(() => parseHostJson({ ...FEWEST, concurrency: { dynamicConcurrencyEnabled: true } })).toThrow(
      'concurrency.dynamicConcurrencyEnabled',
    );
  });

  test('names every mistake at once', () => {
    const document = {
      version: '1.0',
      functionTimeout: '10',
      extensions: { queue: {}, queues: { batchSize: 99 } },
    };
    expect(() => parseHostJson(document)).toThrow(
      /version.*\n.*functionTimeout.*"10" is 10 days.*\n.*batchSize.*\n.*extensions\.queue: unknown key/s,
    );
  });

  test.each([[null], [[]], ['text'], [7]])('refuses %j', (document) =>
    expect(() => parseHostJson(document)).toThrow(HostJsonError),
  );
});
