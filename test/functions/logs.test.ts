import { expect, it } from 'vitest';
import { CLIENT_STATE, pipelineWorld, readCall } from './pipeline-world.ts';

it('logs tell what happened to a call, and hold no secret, no token, no address and no person', async () => {
  const world = await pipelineWorld();
  const call = world.tenant.startCall({
    kind: 'meeting',
    readableAfterSeconds: 300,
    notifiedAfterSeconds: 0,
  });
  world.tenant.faults.add('throttled');
  world.tenant.faults.add('notification-forged', { count: 3 });
  world.tenant.faults.add('server-error');
  await world.settle();
  await world.pass(10);
  const { value } = world.notificationsFor(['not-a-guid']);
  await world.post(JSON.stringify({ value }));
  expect((await readCall(world, call.callId)).version).toBe(1n);

  const text = world.log.map(({ message }) => message).join('\n');
  for (const event of ['notificationsReceived', 'graphRequest', 'callRecordIngested', 'pendingReleased']) {
    expect(text).toContain(`"event":"${event}"`);
  }
  expect(text).toContain(call.callId);
  expect(text).not.toContain(CLIENT_STATE);
  expect(text).not.toContain('simulated-graph');
  expect(text).not.toMatch(/AccountKey|SharedKey|Bearer|skiptoken/i);

  const record = world.tenant.recordOf(call.callId);
  const personal = [
    ...JSON.stringify(record).matchAll(
      /"(?:displayName|userPrincipalName|ipAddress|reflexiveIPAddress|macAddress|joinWebUrl)":"([^"]+)"/g,
    ),
  ];
  expect(personal.length).toBeGreaterThan(5);
  for (const [, datum] of personal) expect(text).not.toContain(datum);
});
