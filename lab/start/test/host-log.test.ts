import { describe, expect, test } from 'vitest';
import { log, withInvocationLog } from '../../../src/logs/invocation-log.ts';
import { jsonLinesLog, type LogEntry } from '../../host/logs.ts';
import { logLineIn, type PipelineEvent, pipelineEventIn } from '../host-log.ts';

const TIME = '2026-11-23T09:00:00.000Z';

function shownOf(text: string): PipelineEvent | undefined {
  const line = logLineIn(text);
  return line === undefined ? undefined : pipelineEventIn(line);
}

/** The event in what the host writes when a function logs through the program's own log. */
async function eventOf(say: () => void): Promise<PipelineEvent | undefined> {
  const lines: Array<string> = [];
  const sink = jsonLinesLog((line) => lines.push(line));
  const entry = (level: LogEntry['level']) => (message: string) =>
    sink({ time: TIME, level, source: 'function', functionName: 'ingestCallRecord', message });
  const context = { info: entry('information'), warn: entry('warning'), error: entry('error') };
  await withInvocationLog(context, async () => say());
  return shownOf(lines[0] ?? '');
}

describe('the log of the functions', () => {
  test('tells how an ingest ended', async () => {
    const until = '2026-11-23T09:02:00.000Z';
    const fields = { callId: 'a', outcome: 'deferred', because: 'notFound', until, lagSeconds: 1.5 };
    expect(await eventOf(() => log.info('callRecordIngested', { ...fields, reason: 'pending' }))).toEqual({
      type: 'callRecordIngested',
      at: new Date(TIME),
      callId: 'a',
      outcome: 'deferred',
      because: 'notFound',
      until: new Date(until),
      lagSeconds: 1.5,
    });
  });

  test('tells how many notifications were forged', async () => {
    const counts = { change: 2, lifecycle: 0, unreadable: 0, forged: 1 };
    expect(await eventOf(() => log.info('notificationsReceived', counts))).toEqual({
      type: 'notificationsReceived',
      at: new Date(TIME),
      forged: 1,
    });
  });

  test('tells what reconcile counted for an hour', async () => {
    const counts = { listed: 3, stored: 2 };
    const fields = { hour: '2026-11-23T08', ...counts, fresh: 1, missing: 0, givenUp: 0, unlisted: 0 };
    expect(await eventOf(() => log.info('hourReconciled', fields))).toEqual({
      type: 'hourReconciled',
      at: new Date(TIME),
      hour: '2026-11-23T08',
      ...counts,
    });
  });

  test.each(['retained', 'erasureGoesOn', 'exclusionGoesOn'] as const)(
    'tells how many calls a timer was done with: %s',
    async (type) => {
      const said = await eventOf(() => log.info(type, { calls: 1, failed: 0 }));
      expect(said).toEqual({ type, at: new Date(TIME), calls: 1 });
    },
  );

  test('is shown as trouble from a warning on, one line without control characters', async () => {
    expect(await eventOf(() => log.error('notificationsNotKept', { error: 'StorageFailure' }))).toMatchObject(
      {
        type: 'trouble',
        message: 'notificationsNotKept, error: StorageFailure',
      },
    );
    const message = 'Executed (Failed)\u001b[2J\n  at somewhere';
    const line = JSON.stringify({ time: TIME, level: 'error', source: 'host', message });
    expect(shownOf(line)).toMatchObject({ type: 'trouble', message: 'Executed (Failed)[2J' });
  });

  test.each([
    '',
    'Debugger attached.',
    '{"time":',
    '[]',
    JSON.stringify({ time: TIME, level: 'information', source: 'host', message: 'Listening' }),
    JSON.stringify({ time: TIME, level: 'information', source: 'function', message: '{"event":"else"}' }),
    JSON.stringify({ time: 'now', level: 'error', source: 'host', message: 'x' }),
  ])('is left alone where it says nothing to show: %s', (line) => {
    expect(shownOf(line)).toBeUndefined();
  });
});
