/** `callrecords` and `callrecords.cmd`, which find a Node.js and start the command line. */

import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);

/** What the launcher starts here: it says which Node.js it was, and with what it was started. */
const PROGRAM = 'console.log(JSON.stringify({ by: process.argv0, args: process.argv.slice(2) }));\n';

interface Folder {
  /** Versions that the Node.js of the system and that of node_modules say they are; none when undefined. */
  readonly system?: string;
  readonly ofPackages?: string;
  /** The files beside the launcher. */
  readonly files: Readonly<Record<string, string>>;
}

/** The launcher in a folder of its own. */
async function launcher({ system, ofPackages, files }: Folder) {
  const root = await mkdtemp(join(tmpdir(), 'launcher-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, 'a folder');
  const programs = join(root, 'programs');
  await mkdir(folder);
  await mkdir(programs);
  for (const tool of ['dirname', 'readlink']) {
    await symlink((await run('which', [tool])).stdout.trim(), join(programs, tool));
  }
  await copyFile('callrecords', join(folder, 'callrecords'));
  for (const [path, content] of Object.entries(files)) await write(join(folder, path), content);
  if (system !== undefined) await write(join(programs, 'node'), nodeOf(system, 'system'));
  if (ofPackages !== undefined) {
    await write(join(folder, 'node_modules/.bin/node'), nodeOf(ofPackages, 'packages'));
  }
  return {
    root,
    folder,
    async start(path = join(folder, 'callrecords'), args: ReadonlyArray<string> = []) {
      try {
        const { stdout } = await run(path, args, { cwd: root, env: { PATH: programs } });
        return { code: 0, ...JSON.parse(stdout) };
      } catch (error) {
        const { code, stderr } = error as { code: number; stderr: string };
        return { code, stderr };
      }
    },
  };
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  if (content.startsWith('#!')) await chmod(path, 0o755);
}

/** The Node.js of this test under another version. */
function nodeOf(version: string, name: string): string {
  return `#!/bin/bash\n[ "$1" = --version ] && echo ${version} && exit\nexec -a ${name} "${process.execPath}" "$@"\n`;
}

const RELEASE = { 'dist/callrecords.mjs': PROGRAM };

describe('callrecords', () => {
  test.each([
    ['v22.18.0', undefined, 'system'],
    ['v24.0.0', 'v24.21.0', 'system'],
    ['v100.1.0', undefined, 'system'],
    ['v20.20.2', 'v24.21.0', 'packages'],
    ['v22.17.9', 'v24.21.0', 'packages'],
    [undefined, 'v24.21.0', 'packages'],
  ])(
    'with a system Node.js %s and one of the packages %s is started by that of the %s',
    async (system, ofPackages, by) => {
      const { start } = await launcher({
        files: RELEASE,
        ...(system === undefined ? {} : { system }),
        ...(ofPackages === undefined ? {} : { ofPackages }),
      });
      expect(await start()).toEqual({ code: 0, by, args: [] });
    },
  );

  test('hands on its arguments as they are, from any folder and through links', async () => {
    const { root, folder, start } = await launcher({ files: RELEASE, system: 'v24.0.0' });
    const args = ['calls', '--user', 'Ada Lovelace', '', '$HOME', "it's", '-7d'];
    await symlink('a folder/callrecords', join(root, 'first'));
    await symlink(join(root, 'first'), join(root, 'second'));
    expect(await start(join(folder, 'callrecords'), args)).toMatchObject({ args });
    expect(await start(join(root, 'second'), args)).toMatchObject({ args });
  });

  test('runs the sources of a clone, and says what to type where the packages are not installed', async () => {
    const clone = { 'src/cli/main.ts': PROGRAM, 'build/jsx-sources.ts': '' };
    const installed = { ...clone, 'node_modules/commander/package.json': '{}' };
    expect(await (await launcher({ files: installed, system: 'v24.0.0' })).start()).toMatchObject({
      code: 0,
    });
    expect(await (await launcher({ files: clone, system: 'v24.0.0' })).start()).toEqual({
      code: 3,
      stderr: 'The packages are not installed. Type: npm ci\n',
    });
  });

  test.each([
    [{ system: 'v20.20.2' }, ', only 20.20.2'],
    [{ ofPackages: 'v22.17.9' }, ', only 22.17.9'],
    [{}, ''],
  ])(
    'says what to install and which version it found where no Node.js is new enough: %j',
    async (nodes, only) => {
      const { start } = await launcher({ files: RELEASE, ...nodes });
      expect(await start()).toEqual({
        code: 3,
        // The archive has no packages that npm could install.
        stderr: `Node.js 22.18 or later is not found${only}. Install it from https://nodejs.org.\n`,
      });
    },
  );
});

test('both launchers want the Node.js of package.json, and start the same programs', async () => {
  const { engines } = JSON.parse(await readFile('package.json', 'utf8')) as { engines: { node: string } };
  const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(engines.node) ?? [];
  const shell = await readFile('callrecords', 'utf8');
  expect(shell).toContain(
    `[ "$major" -gt ${major} ] || { [ "$major" -eq ${major} ] && [ "$minor" -ge ${minor} ]; }`,
  );
  const batch = await readFile('callrecords.cmd', 'utf8');
  expect(batch).toContain(
    `if %major% lss ${major} goto missing\r\nif %major% equ ${major} if %minor% lss ${minor} goto missing\r\n`,
  );
  for (const files of [['build/jsx-sources.ts', 'src/cli/main.ts'], ['dist/callrecords.mjs']]) {
    const below = (folder: string) => files.map((file) => `"${folder}${file}"`).join(' ');
    const options = `--enable-source-maps ${files.length > 1 ? '--require ' : ''}`;
    expect(shell).toContain(`${options}${below('$here/')} "$@"`);
    expect(batch).toContain(
      `${options}${below('%~dp0').replaceAll('/', '\\')} %*\r\nexit /b %errorlevel%\r\n`,
    );
  }
});

test('callrecords.cmd, which cannot be run here, is the text that was thought through for cmd and PowerShell', async () => {
  const batch = await readFile('callrecords.cmd', 'utf8');
  expect(batch.split('\r\n')).toEqual([
    '@echo off',
    'rem The command line: .\\callrecords --help. Needs Node.js 22.18 or later.',
    'setlocal',
    'set "major=0"',
    'set "minor=0"',
    'set "found="',
    `for /f "tokens=1-3 delims=v." %%a in ('node --version 2^>nul') do (`,
    '  set "major=%%a"',
    '  set "minor=%%b"',
    '  set "found=, only %%a.%%b.%%c"',
    ')',
    'if %major% lss 22 goto missing',
    'if %major% equ 22 if %minor% lss 18 goto missing',
    'if exist "%~dp0src\\cli\\main.ts" goto clone',
    'node --enable-source-maps "%~dp0dist\\callrecords.mjs" %*',
    'exit /b %errorlevel%',
    '',
    ':clone',
    'if not exist "%~dp0node_modules\\commander" (',
    '  echo The packages are not installed. Type: npm ci 1>&2',
    '  exit /b 3',
    ')',
    'if not defined NODE_COMPILE_CACHE set "NODE_COMPILE_CACHE=%~dp0node_modules\\.cache\\callrecords"',
    'node --enable-source-maps --require "%~dp0build\\jsx-sources.ts" "%~dp0src\\cli\\main.ts" %*',
    'exit /b %errorlevel%',
    '',
    ':missing',
    'echo Node.js 22.18 or later is not found%found%. Install it from https://nodejs.org. 1>&2',
    'exit /b 3',
    '',
  ]);
});
