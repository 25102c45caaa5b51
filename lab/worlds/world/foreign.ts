/** What others put into our queue, or post to our webhook. */

/** Messages that are not ours: none may be lost, and none may do harm. */
export function foreignMessages(tenantId: string): ReadonlyArray<string> {
  const ours = {
    schema: 1,
    tenantId,
    callId: '11111111-2222-4333-8444-555555555555',
    reason: 'notification',
    attempt: 0,
    firstSeenAt: '2026-11-23T09:00:00.0000000Z',
  };
  return [
    'hello',
    '',
    '{}',
    '[]',
    'null',
    '{"schema":',
    JSON.stringify({ ...ours, schema: 2 }),
    JSON.stringify({ ...ours, tenantId: '99999999-2222-4333-8444-555555555555' }),
    JSON.stringify({ ...ours, callId: 'no id' }),
    JSON.stringify({ ...ours, firstSeenAt: 'yesterday' }),
    JSON.stringify({ ...ours, attempt: -1 }),
    // The host puts these over what it says itself about the message.
    JSON.stringify({ dequeueCount: 99, id: 'mine' }),
    Buffer.from(JSON.stringify(ours)).toString('base64'),
    'x'.repeat(40_000),
  ];
}

/** Bodies that are not a collection of notifications. */
export const NONSENSE: ReadonlyArray<string> = [
  '',
  'hello',
  '{}',
  '{"value":{}}',
  '[]',
  '{"value":[]}',
  '{"value":[null,1,"x",{}]}',
  '{"value":[{"clientState":null}]}',
  `{"value":["${'y'.repeat(1_100_000)}"]}`,
];
