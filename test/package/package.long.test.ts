import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterEach, beforeAll, expect, it } from 'vitest';
import {
  commandLineFiles,
  IncompletePackage,
  LAUNCHERS,
  packageFiles,
} from '../../build/package/package-files.ts';
import { zip } from '../../build/package/zip.ts';
import { eventually } from '../../lab/host/test/eventually.ts';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { firstLine } from '../cli/first-line.ts';
import { freshAccount } from '../storage-account.ts';

/** Sources and packages that the function app has no use for. */
const ONLY_OF_COMMANDS =
  /^\.\.\/src\/(cli|page|export|told)\/|node_modules\/(commander|csv-|temporal-|yocto|hono|@hono|hyparquet)/;

let commandLine: ReadonlyMap<string, Uint8Array>;
beforeAll(async () => {
  commandLine = await commandLineFiles();
});

const directories: Array<string> = [];
afterEach(async () => {
  await Promise.all(directories.splice(0).map((path) => rm(path, { recursive: true, force: true })));
});

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'package-'));
  directories.push(directory);
  return directory;
}

it('the package holds the bundle, host.json and a package.json from which nothing is installed', async () => {
  const files = await packageFiles('.');
  const elsewhere = [...files.keys()].filter((path) => !path.startsWith('dist/'));
  expect(elsewhere).toEqual(['host.json', 'package.json']);
  expect(JSON.parse(Buffer.from(files.get('package.json') ?? []).toString())).toEqual({
    name: expect.any(String),
    version: expect.any(String),
    private: true,
    type: 'module',
    main: 'dist/functions.js',
    engines: { node: expect.any(String) },
  });
});

it('the same files give the same bytes, whenever and wherever they are packed', async () => {
  const files = await packageFiles('.');
  const once = Buffer.from(zip(files));
  const zone = process.env.TZ;
  process.env.TZ = 'Pacific/Kiritimati';
  try {
    expect(Buffer.compare(Buffer.from(zip(await packageFiles('.'))), once)).toBe(0);
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
  const changed = new Map(files).set('host.json', Buffer.from('{}'));
  expect(Buffer.compare(Buffer.from(zip(changed)), once)).not.toBe(0);
});

it('the bundle of the function app holds nothing of the command line, the explorer and the export', async () => {
  const bundle = [...(await packageFiles('.'))].filter(([path]) => path.endsWith('.js.map'));
  const sources = bundle.flatMap(
    ([, bytes]) => JSON.parse(Buffer.from(bytes).toString()).sources as Array<string>,
  );
  expect(sources).toContain('../src/main.ts');
  expect(sources.filter((source) => ONLY_OF_COMMANDS.test(source))).toEqual([]);
});

it('a bundle that is not built is not packed', async () => {
  const directory = await emptyDirectory();
  await writeFile(join(directory, 'package.json'), await readFile('package.json'));
  await expect(packageFiles(directory)).rejects.toThrow(IncompletePackage);
});

it('the functions start from the unpacked zip with no node_modules in reach, and take a body whose length is not announced', async () => {
  const directory = await emptyDirectory();
  for (const [path, bytes] of Object.entries(unzipSync(zip(await packageFiles('.'))))) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), bytes);
  }
  const account = freshAccount();
  const host = spawn(process.execPath, [resolve('lab/host/main.ts')], {
    cwd: directory,
    env: {
      ...process.env,
      NODE_PATH: '',
      PORT: '0',
      AzureWebJobsStorage: account,
      CallRecordStorage: account,
      GRAPH_TENANT_ID: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90',
      // Nobody listens there: the program says so, and starts.
      GRAPH_BASE_URL: 'http://127.0.0.1:9',
      WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
      GRAPH_CLIENT_STATE: 'only-this-test-knows-it',
    },
  });
  let output = '';
  host.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  host.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  try {
    const url = () => /Listening on (http:\/\/localhost:\d+)/.exec(output)?.[1];
    await eventually(() => url() !== undefined || host.exitCode !== null);
    expect(url(), output).toBeDefined();
    const health = await fetch(`${url()}/api/health`);
    // Not well, because there is no Graph; but asked, looked and answered.
    expect(health.status, output).toBe(503);
    expect(await health.json()).toMatchObject({ status: 'unhealthy', reasons: expect.any(Array) });
    // Without streams it reaches the function empty, which is a 400.
    const pieces = ReadableStream.from([Buffer.from('{"value":'), Buffer.from('[]}')]);
    const inPieces: RequestInit = { method: 'POST', body: pieces, duplex: 'half' };
    expect((await fetch(`${url()}/api/notifications`, inPieces)).status).toBe(202);
    const handshake = await fetch(`${url()}/api/notifications?validationToken=a%20token`, { method: 'POST' });
    expect(await handshake.text()).toBe('a token');
  } finally {
    host.kill('SIGKILL');
  }
});

it('the zip of the command line holds every page of the documentation that the command line names', async () => {
  const program = Buffer.from(commandLine.get('dist/callrecords.mjs') ?? []).toString();
  const named = new Set(program.match(/docs\/[a-z-]+\.md/g));
  expect([...named]).toContain('docs/settings.md');
  expect([...named].filter((path) => !commandLine.has(path))).toEqual([]);
});

it('the command line runs from the unpacked zip with no node_modules in reach', async () => {
  const directory = await emptyDirectory();
  const packed = zip(commandLine, LAUNCHERS);
  for (const [path, bytes] of Object.entries(unzipSync(packed))) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), bytes, { mode: permissionsIn(packed, path) });
  }
  const account = freshAccount();
  const settings = { CallRecordStorage: account, GRAPH_TENANT_ID: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90' };
  const env = { ...process.env, NODE_PATH: '', ...settings };
  const start = (...args: ReadonlyArray<string>) =>
    promisify(execFile)(join(directory, 'callrecords'), args, { cwd: directory, env });
  await createAzureTables({ connectionString: account }).createAll();
  expect(await start('pending')).toMatchObject({ stdout: '0 calls waiting; 0 due now\n0 calls given up\n' });
  expect((await start('--help')).stdout).toContain('Usage: ./callrecords [options] [command]');
  const page = spawn(join(directory, 'callrecords'), ['page'], { cwd: directory, env });
  try {
    expect(await (await fetch(await firstLine(page))).text()).toContain('No call that started');
  } finally {
    page.kill('SIGKILL');
  }
});

/** The permissions of a file, which zip files of Unix keep in their directory. */
function permissionsIn(packed: Uint8Array, path: string): number {
  const bytes = Buffer.from(packed);
  for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 1)) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString();
    if (name === path) return (bytes.readUInt32LE(at + 38) >>> 16) & 0o777 || 0o644;
  }
  throw new Error(`${path} is not in the zip file`);
}
