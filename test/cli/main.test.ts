/** The command as users start it, against Azurite. */

import { describe, expect, test } from 'vitest';
import { buildingFile } from '../../lab/graph/building-file.ts';
import { pipelineWorld } from '../functions/pipeline-world.ts';
import { freshAccount } from '../storage-account.ts';
import { createMachine } from './machine.ts';

const TENANT = '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90';
const CALL = 'e523d2ed-2966-4b6b-925b-754a88034cc5';

function settingsOf(storage: string, tenantId = TENANT) {
  return { CallRecordStorage: storage, GRAPH_TENANT_ID: tenantId };
}

test('a call that the pipeline stored is found by its id, its day and its users, and as Graph sent it', async () => {
  const { account, tenant, settle } = await pipelineWorld();
  const { callrecords, start } = await createMachine();
  const { callId } = tenant.startCall({ kind: 'meeting', readableAfterSeconds: 0, notifiedAfterSeconds: 0 });
  await settle();
  const settings = settingsOf(account, tenant.tenantId);

  const summary = await start(`call ${callId.slice(0, 8)}`, settings);
  expect(summary).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+ participants, the worst first/m),
    stderr: expect.stringMatching(
      new RegExp(`^Account \\w+, tenant ${tenant.tenantId}, from the environment\\.\n$`),
    ),
  });
  const { head, participants, sessions } = JSON.parse(
    (await callrecords(`call ${callId} --json`, settings)).stdout,
  );
  expect(head.CallId).toBe(callId);
  expect([participants.length, sessions.length]).toEqual([head.ParticipantCount, head.SessionCount]);

  // A list shows of each call what CallsByDay has of its head.
  const listedBy = async (line: string): Promise<Record<string, unknown>> => {
    const { code, stdout } = await callrecords(line, settings);
    expect([code, stdout.split('\n')]).toEqual([0, [expect.any(String), '']]);
    return JSON.parse(stdout);
  };
  const day = head.FirstStartDateTime.slice(0, 10);
  const listed = await listedBy(`calls --day ${day} --zone UTC --json`);
  expect(head).toMatchObject(listed);
  expect(listed).toMatchObject({ CallId: callId, OrganizerDisplayName: head.OrganizerDisplayName });
  const { IdentityId } = participants[0];
  expect(await listedBy(`calls --user ${IdentityId} --from ${day} --zone UTC --json`)).toEqual(listed);

  const unknown = await callrecords('calls --user ben@contoso.example', settings);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr.trim().split('\n').slice(1)).toEqual([
    expect.stringMatching(/^No call of ben@contoso\.example is stored\./),
  ]);

  const document = await callrecords(`call ${callId} --document`, settings);
  expect(JSON.parse(document.stdout)).toEqual(tenant.recordOf(callId));
});

test('a call is replayed and seen to wait, from processes of their own', async () => {
  const { account, tenant } = await pipelineWorld();
  const { start } = await createMachine();
  const settings = settingsOf(account, tenant.tenantId);
  expect(await start(`replay ${CALL}`, settings)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 call due now.'),
  });
  const pending = await start('pending --json', settings);
  expect(JSON.parse(pending.stdout)).toMatchObject({
    Table: 'PendingCallRecords',
    RowKey: CALL,
    State: 'waiting',
    Reason: 'replay',
    Rewrite: true,
  });
});

test('the building file of the simulated tenant is checked without a deployment, imported and listed', async () => {
  const { account, tenant } = await pipelineWorld();
  const { callrecords, folder, write } = await createMachine();
  const settings = settingsOf(account, tenant.tenantId);
  await write('buildings.csv', buildingFile());
  expect(await callrecords(`networks check ${folder}/buildings.csv`)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+ networks in .*buildings\.csv, nothing wrong\./),
    stderr: '',
  });
  expect(
    await callrecords(`networks import ${folder}/buildings.csv --from 2026-11-01`, settings),
  ).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(
      'The file counts for calls from 2026-11-01 on, and for all earlier ones.',
    ),
  });
  expect(JSON.parse((await callrecords('networks list --json', settings)).stdout)).toMatchObject({
    From: '2026-11-01',
    FileName: 'buildings.csv',
  });
});

describe('one line says what is wrong and what to type, without a stack trace:', () => {
  const account = freshAccount();

  test.each([
    [
      'an unknown command',
      'pendings',
      {},
      2,
      "unknown command 'pendings' (Did you mean pending?). Help: ./callrecords --help",
    ],
    [
      'an unknown option',
      'pending --yes x',
      {},
      2,
      "unknown option '--yes'. Help: ./callrecords pending --help",
    ],
    ['no settings', 'calls', {}, 2, 'No settings found. Add --app NAME '],
    [
      'half of the settings',
      'calls',
      { GRAPH_TENANT_ID: TENANT },
      2,
      'Invalid settings from the environment: CallRecordStorage is missing',
    ],
    [
      'wrong settings',
      'calls',
      settingsOf(account, 'contoso'),
      2,
      'GRAPH_TENANT_ID must be a tenant id (GUID)',
    ],
    [
      'a Key Vault reference',
      'calls',
      settingsOf('@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/x)'),
      2,
      'CallRecordStorage from the environment is a Key Vault reference, which only Azure resolves. Give --account and --tenant',
    ],
    // Every command asks storage for the time first.
    ['no tables', 'pending', settingsOf(account), 3, 'table PipelineStatus: get failed: 404'],
    [
      'a wrong key',
      'coverage',
      settingsOf(account.replace(/AccountKey=[^;]+/, 'AccountKey=d3Jvbmc=')),
      3,
      'Storage refuses. Your sign-in needs the role Storage Table Data Reader on the account ACCOUNT to read calls',
    ],
    [
      'no answer',
      'subscription',
      settingsOf(account.replace(/TableEndpoint=[^;]+/, 'TableEndpoint=http://127.0.0.1:1/test')),
      3,
      'Storage does not answer. Check the endpoint in the settings',
    ],
  ])('%s', async (_case, args, settings, code, text) => {
    const { callrecords } = await createMachine();
    const ended = await callrecords(args, settings);
    expect(ended).toMatchObject({ code, stdout: '' });
    const lines = ended.stderr.trimEnd().split('\n');
    expect(lines.at(-1)).toContain(text);
    // Which account it works on stands before what is wrong with it.
    expect(lines.length).toBe(code === 3 ? 2 : 1);
  });

  test.each([
    ['is half written', '{ "Values": {', 'local.settings.json is not valid JSON'],
    ['is empty', '', 'local.settings.json is not valid JSON'],
    [
      'has a text without quotes, which is not shown: it may be a secret',
      '{ "Values": { "GRAPH_CLIENT_STATE": s3cret } }',
      /local\.settings\.json is not valid JSON(?!.*s3cret)/,
    ],
    [
      'Windows PowerShell wrote in UTF-16',
      Buffer.from('\ufeff{ "Values": {} }', 'utf16le'),
      'local.settings.json is not UTF-8. Save it as UTF-8',
    ],
    [
      'is a list',
      '[]',
      'local.settings.json is invalid: must be an object such as local.settings.sample.json has',
    ],
    [
      'says nothing of a deployment',
      '{ "Values": { "KEEP_DAYS": "90" } }',
      'local.settings.json here says neither where the tables are (CallRecordStorage) nor whose they are (GRAPH_TENANT_ID). Add --app NAME',
    ],
    [
      'has a number for a text',
      '{ "Values": { "PORT": 1 } }',
      'local.settings.json is invalid: Values.PORT must be a string',
    ],
    [
      'is encrypted',
      '{ "IsEncrypted": true, "Values": {} }',
      'IsEncrypted is true, and only the Core Tools read encrypted settings: type func settings decrypt',
    ],
    [
      'lacks the storage account',
      `{ "Values": { "GRAPH_TENANT_ID": "${TENANT}" } }`,
      'Invalid settings from local.settings.json: CallRecordStorage is missing',
    ],
  ])('a settings file that %s', async (_case, content, text) => {
    const { callrecords, write } = await createMachine();
    await write('local.settings.json', content);
    const { code, stderr } = await callrecords('calls');
    expect(code).toBe(2);
    expect(stderr).toMatch(text);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

test('the process ends with the exit code, and with one line and no stack trace', async () => {
  const { start } = await createMachine();
  expect(await start('pending --help')).toMatchObject({ code: 0, stderr: '' });
  expect(await start('pendings')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^.+\n$/),
  });
  expect(await start('calls')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^.+\n$/),
  });
});

test('a settings file with a byte order mark is read, and the environment has precedence over it', async () => {
  const { account, tenant } = await pipelineWorld();
  const { callrecords, write } = await createMachine();
  const content = JSON.stringify({ IsEncrypted: false, Values: settingsOf(account, tenant.tenantId) });
  await write('local.settings.json', `\ufeff${content}`);
  expect(await callrecords('pending')).toMatchObject({
    code: 0,
    stdout: '0 calls waiting; 0 due now\n0 calls given up\n',
    stderr: expect.stringContaining(', from local.settings.json.\n'),
  });
  const another = await callrecords('pending', settingsOf(account, CALL));
  expect(another.stderr).toContain(`tenant ${CALL}, from the environment.\n`);
});
