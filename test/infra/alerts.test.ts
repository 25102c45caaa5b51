import { describe, expect, it } from 'vitest';
import { type Alert, alertsOf, mailed } from './alerts.ts';
import { compiledTemplate, isCompiled } from './compiled.ts';
import type { Row, Tables } from './run-query.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

function minutesAgo(minutes: number): Date {
  return new Date(NOW.getTime() - minutes * 60_000);
}

/** A line of the log as it arrives in the workspace: Message is exactly what the app wrote. */
function observed(minutes: number, fields: Readonly<Record<string, unknown>> = {}): Row {
  const message = JSON.stringify({ event: 'pipelineObserved', reasons: '', poisonedMessages: 0, ...fields });
  return { TimeGenerated: minutesAgo(minutes), Message: message, OperationName: 'maintain', Properties: {} };
}

/** One observation a minute, as maintain makes them. */
function observedFrom(
  first: number,
  last: number,
  fields: Readonly<Record<string, unknown>>,
): ReadonlyArray<Row> {
  return Array.from({ length: first - last + 1 }, (_, index) => observed(first - index, fields));
}

/** As summarize reports a network: in the night after the day, unless it was later. */
function networkPoor(day: string, network: string, hoursAfterItBegan = 27): Row {
  const Message = JSON.stringify({ event: 'networkQuality', day, network, streams: 200, poor: 30 });
  const TimeGenerated = new Date(Date.parse(day) + hoursAfterItBegan * 3_600_000);
  return { TimeGenerated, Message, OperationName: 'summarize', Properties: {} };
}

interface Invocation {
  readonly minutes: number;
  readonly name: string;
  readonly resultCode?: string;
  readonly milliseconds?: number;
  readonly innermost?: string;
}

let operations = 0;

/**
 * An invocation as the host reports it. One that failed makes two exceptions, of the categories `Function.X` and
 * `Host.Results`; the outer message names the function, the innermost what was thrown. A 503 of the app's own is a
 * success.
 */
function invocation({ minutes, name, resultCode = '202', milliseconds = 40, innermost }: Invocation): Tables {
  const common = {
    TimeGenerated: minutesAgo(minutes),
    OperationId: `operation-${++operations}`,
    OperationName: name,
  };
  const exceptions = ['Host.Results', `Function.${name}`].map((Category) => ({
    ...common,
    ExceptionType: 'Microsoft.Azure.WebJobs.Host.FunctionInvocationException',
    OuterMessage: `Exception while executing function: Functions.${name}`,
    InnermostMessage: innermost,
    Properties: { Category },
  }));
  return {
    AppRequests: [
      { ...common, ResultCode: resultCode, Success: innermost === undefined, DurationMs: milliseconds },
    ],
    AppExceptions: innermost === undefined ? [] : exceptions,
  };
}

function console(minutes: number, message: string): Row {
  return {
    TimeGenerated: minutesAgo(minutes),
    Message: message,
    Properties: { Category: 'Host.Function.Console' },
  };
}

const BROKEN_OFF = 'Result: Failure\nException: Unexpected end of request content.';
const DRIPPED =
  'Reading the request body timed out due to data arriving too slowly. See MinRequestBodyDataRate.';
const THROWN = 'Result: Failure\nException: RestError: The specified queue is being deleted.';

function all(...tables: ReadonlyArray<Tables>): Tables {
  const names = ['AppTraces', 'AppRequests', 'AppExceptions'];
  return Object.fromEntries(names.map((name) => [name, tables.flatMap((rows) => rows[name] ?? [])]));
}
const traces = (...rows: ReadonlyArray<Row>): Tables => all({ AppTraces: rows });
const invocations = (count: number, made: Invocation): Tables =>
  all(...Array.from({ length: count }, () => invocation(made)));

/** What is in the workspace, and the mail that each alert should make of it. */
const cases: ReadonlyArray<{
  readonly alert: string;
  readonly when: string;
  readonly rows: Tables;
  readonly mails: ReadonlyArray<string>;
}> = [
  {
    alert: 'health-failing',
    when: 'a reason lasts six minutes and goes on',
    rows: traces(...observedFrom(14, 6, {}), ...observedFrom(5, 0, { reasons: 'queueBacklog' })),
    mails: ['queueBacklog'],
  },
  {
    alert: 'health-failing',
    when: 'two reasons last',
    rows: traces(...observedFrom(10, 0, { reasons: 'tablesUnreachable,graphFailing' })),
    mails: ['tablesUnreachable', 'graphFailing'],
  },
  {
    alert: 'health-failing',
    when: 'a reason was seen once',
    rows: traces(
      ...observedFrom(14, 4, {}),
      observed(3, { reasons: 'tablesUnreachable' }),
      ...observedFrom(2, 0, {}),
    ),
    mails: [],
  },
  {
    alert: 'health-failing',
    when: 'a reason lasted four minutes',
    rows: traces(...observedFrom(4, 0, { reasons: 'tablesUnreachable' })),
    mails: [],
  },
  {
    alert: 'health-failing',
    when: 'a reason ended a quarter of an hour ago',
    rows: traces(...observedFrom(40, 15, { reasons: 'queueBacklog' }), ...observedFrom(14, 0, {})),
    mails: [],
  },
  {
    alert: 'health-failing',
    when: 'a reason with an alert of its own lasts',
    rows: traces(...observedFrom(14, 0, { reasons: 'noNotifications,deadLetters' })),
    mails: [],
  },
  {
    alert: 'no-notifications',
    when: 'nothing is notified for six minutes',
    rows: traces(...observedFrom(6, 0, { reasons: 'noNotifications' })),
    mails: [''],
  },
  {
    alert: 'no-notifications',
    when: 'other reasons last',
    rows: traces(...observedFrom(14, 0, { reasons: 'queueBacklog' })),
    mails: [],
  },
  {
    alert: 'dead-letters',
    when: 'a message was given up',
    rows: traces(observed(3, { newDeadLetters: 1, deadLettersUnresolved: 4 })),
    mails: [''],
  },
  {
    alert: 'dead-letters',
    when: 'a call was given up weeks ago and is not stored yet',
    rows: traces(observed(3, { newDeadLetters: 0, deadLettersOfCalls: 1, deadLettersUnresolved: 1 })),
    mails: [''],
  },
  {
    alert: 'dead-letters',
    when: 'tables do not answer and a message is in the poison queue',
    rows: traces(observed(3, { poisonedMessages: 2 })),
    mails: [''],
  },
  {
    alert: 'dead-letters',
    when: 'only old messages that name no call are left to dismiss',
    rows: traces(
      ...observedFrom(14, 0, { newDeadLetters: 0, deadLettersOfCalls: 0, deadLettersUnresolved: 3 }),
    ),
    mails: [],
  },
  {
    alert: 'pending-too-old',
    when: 'a call has waited for 151 minutes',
    rows: traces(observed(2, { oldestNotFoundSeconds: 151 * 60 })),
    mails: [''],
  },
  {
    alert: 'pending-too-old',
    when: 'a call has waited for 149 minutes',
    rows: traces(observed(2, { oldestNotFoundSeconds: 149 * 60 })),
    mails: [],
  },
  {
    alert: 'not-observed',
    when: 'the last observation was 31 minutes ago',
    rows: traces(observed(31)),
    mails: [''],
  },
  { alert: 'not-observed', when: 'the app observes itself', rows: traces(observed(29)), mails: [] },
  {
    alert: 'webhook-slow',
    when: 'answers take 2.8 seconds',
    rows: invocations(12, { minutes: 20, name: 'notifications', milliseconds: 2_800 }),
    mails: [''],
  },
  {
    alert: 'webhook-slow',
    when: 'answers are quick',
    rows: invocations(12, { minutes: 20, name: 'notifications' }),
    mails: [],
  },
  {
    alert: 'webhook-slow',
    when: 'a stranger drips a hundred requests',
    rows: all(
      invocations(12, { minutes: 20, name: 'notifications' }),
      invocations(100, {
        minutes: 20,
        name: 'notifications',
        resultCode: '500',
        milliseconds: 5_600,
        innermost: DRIPPED,
      }),
    ),
    mails: [],
  },
  {
    alert: 'webhook-failing',
    when: 'the webhook answers 503 twice',
    rows: invocations(2, { minutes: 4, name: 'notifications', resultCode: '503' }),
    mails: [''],
  },
  {
    alert: 'webhook-failing',
    when: 'the webhook throws twice',
    rows: invocations(2, { minutes: 4, name: 'lifecycle', resultCode: '500', innermost: THROWN }),
    mails: [''],
  },
  {
    alert: 'webhook-failing',
    when: 'the webhook answers 503 once',
    rows: invocation({ minutes: 4, name: 'notifications', resultCode: '503' }),
    mails: [],
  },
  {
    alert: 'webhook-failing',
    when: 'a stranger breaks off or drips requests',
    rows: all(
      invocations(50, { minutes: 4, name: 'notifications', resultCode: '500', innermost: DRIPPED }),
      invocations(50, { minutes: 4, name: 'notifications', resultCode: '499', innermost: BROKEN_OFF }),
    ),
    mails: [],
  },
  {
    alert: 'network-poor',
    when: 'a network is above its target on two days running, and another on one',
    rows: traces(
      networkPoor('2026-11-21', '192.0.2.0'),
      networkPoor('2026-11-22', '192.0.2.0'),
      networkPoor('2026-11-22', '198.51.100.0'),
    ),
    mails: ['192.0.2.0'],
  },
  {
    alert: 'network-poor',
    when: 'a day is reported twice, because calls of it have changed',
    rows: traces(networkPoor('2026-11-22', '192.0.2.0'), networkPoor('2026-11-22', '192.0.2.0', 31)),
    mails: [],
  },
  {
    alert: 'network-poor',
    when: 'the days are not next to each other',
    rows: traces(networkPoor('2026-11-20', '192.0.2.0', 55), networkPoor('2026-11-22', '192.0.2.0')),
    mails: [],
  },
  {
    alert: 'network-poor',
    when: 'days of the past are summed up, as after the first start',
    rows: traces(
      networkPoor('2026-11-10', '192.0.2.0', 14 * 24),
      networkPoor('2026-11-11', '192.0.2.0', 13 * 24),
    ),
    mails: [],
  },
  {
    alert: 'exceptions',
    when: 'two invocations of a function fail',
    rows: invocations(2, { minutes: 4, name: 'ingestCallRecord', innermost: THROWN }),
    mails: ['ingestCallRecord'],
  },
  {
    alert: 'exceptions',
    when: 'a worker crashes under two invocations',
    rows: all(
      invocation({ minutes: 4, name: 'reconcile', innermost: 'node exited with code 134' }),
      invocation({ minutes: 2, name: 'reconcile', innermost: 'node exited with code 134' }),
    ),
    mails: ['reconcile'],
  },
  {
    alert: 'exceptions',
    when: 'one invocation fails, which the host reports twice',
    rows: invocation({ minutes: 4, name: 'ingestCallRecord', innermost: THROWN }),
    mails: [],
  },
  {
    alert: 'exceptions',
    when: 'a stranger breaks off or drips requests',
    rows: all(
      invocations(50, { minutes: 4, name: 'notifications', resultCode: '499', innermost: BROKEN_OFF }),
      invocations(50, { minutes: 4, name: 'notifications', resultCode: '500', innermost: DRIPPED }),
    ),
    mails: [],
  },
  {
    alert: 'not-started',
    when: 'the settings are refused at start',
    rows: traces(
      console(4, 'InvalidSettings: Invalid settings:'),
      console(4, '  - GRAPH_TENANT_ID is missing'),
    ),
    mails: [''],
  },
  {
    alert: 'not-started',
    when: 'the process prints something else',
    rows: traces(console(4, 'Debugger attached.'), observed(3)),
    mails: [],
  },
];

describe.runIf(isCompiled)('an alert', () => {
  const alerts = new Map<string, Alert>(
    (isCompiled ? alertsOf(compiledTemplate()) : []).map((alert) => [alert.name, alert]),
  );

  it.each(cases)('$alert mails $mails when $when', ({ alert, rows, mails }) => {
    const found = alerts.get(alert);
    if (found === undefined) throw new Error(`the template has no alert ${alert}`);
    expect(mailed(found, rows, NOW)).toEqual(mails);
  });

  it('of every kind is shown rows that make it mail, and rows that do not', () => {
    const shown = (does: boolean) =>
      new Set(cases.filter(({ mails }) => mails.length > 0 === does).map(({ alert }) => alert));
    expect([...shown(true)].sort()).toEqual([...alerts.keys()].sort());
    expect([...shown(false)].sort()).toEqual([...alerts.keys()].sort());
  });

  it('is about settings as the app words them', async () => {
    const { readConfig } = await import('../../src/config.ts');
    expect(() => readConfig({})).toThrow(/^Invalid settings/);
  });
});
