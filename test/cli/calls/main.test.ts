/** The command as people start it, against Azurite. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type PipelineWorld, pipelineWorld } from '../../functions/pipeline-world.ts';
import { freshAccount } from '../../storage-account.ts';

const run = promisify(execFile);

/** Runs the command against an account, with the settings that lead to the tables and none of the app's secrets. */
async function calls(world: Pick<PipelineWorld, 'account' | 'tenant'>, ...args: ReadonlyArray<string>) {
  const env = {
    ...process.env,
    CallRecordStorage: world.account,
    GRAPH_TENANT_ID: world.tenant.tenantId,
  };
  try {
    const { stdout, stderr } = await run(process.execPath, ['src/cli/calls/main.ts', ...args], { env });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

test('a call that the pipeline stored is found by id, by day, by person, and as Graph sent it', async () => {
  const world = await pipelineWorld();
  const { callId } = world.tenant.startCall({
    kind: 'meeting',
    readableAfterSeconds: 0,
    notifiedAfterSeconds: 0,
  });
  await world.settle();

  const summary = await calls(world, '--id', callId);
  expect(summary).toMatchObject({ code: 0, stderr: '' });
  expect(summary.stdout).toMatch(/^\d+ participants$/m);
  const whole = await calls(world, '--id', callId, '--json');
  const { head, participants, sessions } = JSON.parse(whole.stdout);
  expect(head.CallId).toBe(callId);
  expect([participants.length, sessions.length]).toEqual([head.ParticipantCount, head.SessionCount]);

  const listed = { code: 0, stderr: '', stdout: `${JSON.stringify(head)}\n` };
  const day = head.FirstStartDateTime.slice(0, 10);
  const { IdentityId } = participants[0];
  expect(await calls(world, '--day', day, '--json')).toEqual(listed);
  expect(await calls(world, '--user', IdentityId, '--since', day, '--json')).toEqual(listed);

  const document = await calls(world, '--id', callId, '--document');
  expect(JSON.parse(document.stdout)).toEqual(world.tenant.recordOf(callId));

  expect(await calls(world, '--day', '2020-01-01')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'No call that started on 2020-01-01 (UTC) is stored.\n',
  });
});

test('what is wrong with the command, the settings or storage is said, each with its exit code', async () => {
  const { tenant } = await pipelineWorld({ subscribed: false });
  const withoutTables = { tenant, account: freshAccount() };
  expect(await calls(withoutTables, '--day', '2026-11-23')).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^Reading failed: StorageFailure: table CallsByDay: query failed: 404 .*\n$/,
    ),
  });
  expect(await calls(withoutTables, '--since', 'May')).toEqual({
    code: 2,
    stdout: '',
    stderr: [
      '--id, --day or --user is missing',
      '--since goes with --user',
      '--since is "May", which is not a day such as 2026-11-23',
      'npm run calls -- --help says how.',
      '',
    ].join('\n'),
  });
  const { code, stderr } = await calls({ tenant, account: '' }, '--day', '2026-11-23');
  expect([code, stderr]).toEqual([1, expect.stringContaining('CallRecordStorage is missing')]);
  expect(await calls(withoutTables, '--help')).toMatchObject({ code: 0, stderr: '' });
});
