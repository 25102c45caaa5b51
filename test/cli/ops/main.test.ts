/** The command as people start it, against Azurite. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { pipelineWorld } from '../../functions/pipeline-world.ts';
import { freshAccount } from '../../storage-account.ts';

const run = promisify(execFile);
const TENANT = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90';
const CALL = 'e523d2ed-2966-4b6b-925b-754a88034cc5';

/** Runs the command with the settings that lead to the tables, and none of the app's secrets. */
async function ops(storage: string, args: string, tenantId = TENANT) {
  const env = { ...process.env, CallRecordStorage: storage, GRAPH_TENANT_ID: tenantId };
  try {
    const { stdout, stderr } = await run(process.execPath, ['src/cli/ops/main.ts', ...args.split(' ')], {
      env,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

test('a call is replayed and seen to wait, from processes of their own', async () => {
  const { account, tenant } = await pipelineWorld();
  const replayed = await ops(account, `replay ${CALL}`, tenant.tenantId);
  expect(replayed).toMatchObject({ code: 0, stderr: '' });
  expect(replayed.stdout).toContain('1 call due now.');
  const pending = await ops(account, 'pending --json', tenant.tenantId);
  expect(pending).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(pending.stdout)).toMatchObject({
    Table: 'PendingCallRecords',
    RowKey: CALL,
    State: 'waiting',
    Reason: 'replay',
    Rewrite: true,
  });
});

test('without a terminal and without --yes much is not changed', async () => {
  const calls = Array.from({ length: 21 }, (_, n) => CALL.slice(0, -2) + String(n + 10)).join(' ');
  const { code, stdout, stderr } = await ops(freshAccount(), `replay ${calls}`);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('Nothing was changed: nobody is here to be asked, and --yes is not given.');
});

test('what is wrong is said with its remedy, each with its exit code', async () => {
  expect(await ops(freshAccount(), 'pending')).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^StorageFailure: table PendingCallRecords: query failed: 404 .*\nThe table is not there\. /,
    ),
  });
  const wrongKey = freshAccount().replace(/AccountKey=[^;]+/, 'AccountKey=d3Jvbmc=');
  expect(await ops(wrongKey, 'coverage')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^StorageFailure: .* 403 .*\nStorage refuses\. The identity needs the role /,
    ),
  });
  const nobody = freshAccount().replace(/TableEndpoint=[^;]+/, 'TableEndpoint=http://127.0.0.1:1/test');
  expect(await ops(nobody, 'subscription')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^StorageFailure: .* ECONNREFUSED\nStorage does not answer\. /),
  });
  const settings = await ops('', 'pending', 'contoso');
  expect(settings).toMatchObject({ code: 1, stdout: '' });
  expect(settings.stderr).toContain('CallRecordStorage is missing');
  expect(settings.stderr).toContain('GRAPH_TENANT_ID must be a tenant id');
  expect(settings.stderr).not.toContain('GRAPH_CLIENT_STATE');
  expect(await ops('', 'replay all')).toEqual({
    code: 2,
    stdout: '',
    stderr: '"all" is not a call id (GUID)\nnpm run ops -- replay --help says how.\n',
  });
  expect(await ops('', 'backfill --help')).toMatchObject({ code: 0, stderr: '' });
});
