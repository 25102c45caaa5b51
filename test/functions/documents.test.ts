/** Documents and rebuilding, through the functions and the command as they run. */

import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/documents/read-document.ts';
import { type CallId, parseCallId } from '../../src/language/identifiers.ts';
import { createStore } from '../../src/rows/store.ts';
import { LAYOUT } from '../../src/tables/declarations/layout.ts';
import { createMachine } from '../cli/machine.ts';
import {
  cellValue,
  leftovers,
  type PipelineWorld,
  pipelineInMemory,
  pipelineWorld,
  READABLE_AT_ONCE,
  readCall,
} from './pipeline-world.ts';

async function documentOf({ tables, tenant, clock }: PipelineWorld, callId: string) {
  const store = createStore({ tables, tenantId: tenant.tenantId, clock });
  return await readDocument(store, parseCallId(callId) as CallId);
}

describe('the document of an ingested call', () => {
  test.each(['peer-to-peer', 'meeting', 'pstn-inbound', 'call-queue', 'communication-services'] as const)(
    'of kind %s is what Graph holds',
    async (kind) => {
      const world = await pipelineInMemory();
      const { callId } = world.tenant.startCall({ kind, ...READABLE_AT_ONCE });
      await world.settle();
      expect(await documentOf(world, callId)).toEqual(world.tenant.recordOf(callId));
    },
  );

  test('with 61 sessions and 131 participants is what Graph holds', async () => {
    const world = await pipelineWorld();
    const { callId } = world.tenant.startCall({
      kind: 'large-meeting',
      sessions: 61,
      participants: 131,
      ...READABLE_AT_ONCE,
    });
    await world.settle();
    const document = await documentOf(world, callId);
    expect(document).toEqual(world.tenant.recordOf(callId));
    expect(document?.sessions).toHaveLength(61);
    expect(document?.participants_v2).toHaveLength(131);
  });

  test('is that of the newest version, and no other is left', async () => {
    const world = await pipelineInMemory();
    const { callId } = world.tenant.startCall({ kind: 'group-call', ...READABLE_AT_ONCE });
    await world.settle();
    const first = await documentOf(world, callId);
    world.tenant.publishVersion(callId);
    await world.settle();
    const second = await documentOf(world, callId);
    expect(second).toEqual(world.tenant.recordOf(callId));
    expect(second?.version).not.toBe(first?.version);
    expect(await world.rows('CallRecordDocuments', callId)).toHaveLength(1);
  });
});

describe('./callrecords rebuild', () => {
  const settingsOf = (world: PipelineWorld) => ({
    CallRecordStorage: world.account,
    GRAPH_TENANT_ID: world.tenant.tenantId,
  });

  const PERIOD = 'rebuild --from 2026-11-23 --to 2026-11-23';

  function today({ account }: PipelineWorld): string {
    return `${PERIOD} --yes ${/AccountName=([^;]+)/.exec(account)?.[1]}`;
  }

  test('writes the rows of an older layout again, and only those', async () => {
    const world = await pipelineWorld();
    const old = world.tenant.startCall({ kind: 'meeting', ...READABLE_AT_ONCE });
    const current = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    const before = await readCall(world, old.callId);
    const untouched = await readCall(world, current.callId);
    await world.overwrite('CallRecords', before.head, 'Layout', { type: 'Int32', value: LAYOUT - 1 });
    for (const row of before.sessions) {
      await world.overwrite('Sessions', row, 'CallerPlatform', {
        type: 'String',
        value: 'of an older layout',
      });
    }
    const asked = world.events.length;

    const { start } = await createMachine();
    const { code, stdout, stderr } = await start(today(world), settingsOf(world));
    expect(stderr).toMatch(
      /^Account \w+, tenant [0-9a-f-]+, from the environment\.\nThe rows of 2 calls of 2026-11-23 \(UTC\) [^\n]+\.\n2026-11-23 {2}2 calls: 1 rebuilt, 1 already current\n$/,
    );
    expect(stdout).toBe('Done. 2 calls: 1 rebuilt, 1 already current\n');
    expect(code).toBe(0);

    const after = await readCall(world, old.callId);
    expect(cellValue(after.head, 'Layout')).toBe(LAYOUT);
    expect(cellValue(after.head, 'Revision')).toBe(1);
    expect(after.sessions.map((row) => cellValue(row, 'CallerPlatform'))).toEqual(
      before.sessions.map((row) => cellValue(row, 'CallerPlatform')),
    );
    expect(after.mediaStreams).toHaveLength(before.mediaStreams.length);
    expect(await leftovers(world, old.callId)).toEqual([]);
    expect(await documentOf(world, old.callId)).toEqual(world.tenant.recordOf(old.callId));
    expect(await readCall(world, current.callId)).toEqual(untouched);
    expect(world.events.length).toBe(asked);
  });

  test('names a call whose document is damaged, and fails', async () => {
    const world = await pipelineWorld();
    const { callId } = world.tenant.startCall({ kind: 'peer-to-peer', ...READABLE_AT_ONCE });
    await world.settle();
    const { head, documents } = await readCall(world, callId);
    await world.overwrite('CallRecords', head, 'Layout', { type: 'Int32', value: LAYOUT - 1 });
    await world.overwrite('CallRecordDocuments', documents[0], 'Bytes01', {
      type: 'Binary',
      value: Buffer.from('no gzip file'),
    });
    const { callrecords } = await createMachine();
    const { code, stdout, stderr } = await callrecords(today(world), settingsOf(world));
    expect(stderr).toContain(`${callId} stays as it is: the document of ${callId}`);
    expect(stdout).toContain('1 call: 0 rebuilt, 1 failed');
    expect(code).toBe(1);
  });

  test('changes nothing until the name of the account is given', async () => {
    const world = await pipelineWorld({ subscribed: false });
    const { callrecords } = await createMachine();
    expect(await callrecords(PERIOD, settingsOf(world))).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /\nThe rows of 0 calls of 2026-11-23 \(UTC\) will be made again where they are not current\. [^\n]+\. Nothing was changed: to go on, add --yes \w+\. Help: /,
      ),
    });
    expect(await callrecords(`${PERIOD} --yes another`, settingsOf(world))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--yes is another, but the account is \w+\. Nothing was changed/),
    });
  });
});
