/** Parses the scripts of infra/, and lints them as far as this machine can. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { powershellSyntaxErrors } from './powershell-syntax.ts';
import { run } from './run.ts';

export interface CheckedScripts {
  readonly findings: ReadonlyArray<string>;
  /** What was checked and what was not, in sentences. */
  readonly said: ReadonlyArray<string>;
}

export async function checkScripts(directory: string): Promise<CheckedScripts> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const shell = await checkShell(files.filter((file) => file.endsWith('.sh')).sort());
  const powershell = await checkPowershell(files.filter((file) => file.endsWith('.ps1')).sort());
  return {
    findings: [...shell.findings, ...powershell.findings],
    said: [...shell.said, ...powershell.said],
  };
}

async function checkShell(files: ReadonlyArray<string>): Promise<CheckedScripts> {
  const findings: Array<string> = [];
  const said: Array<string> = [];
  let parsed = 0;
  for (const file of files) {
    const finished = await run('bash', ['-n', file]);
    if (finished === undefined) break;
    parsed += 1;
    if (finished.exitCode !== 0) findings.push(finished.stderr.trim());
  }
  said.push(
    parsed === files.length
      ? `${parsed} shell scripts parsed by bash`
      : 'shell scripts NOT parsed: there is no bash',
  );
  const linted = await run('shellcheck', ['--format=gcc', ...files]);
  if (linted === undefined) said.push('shell scripts NOT linted: there is no shellcheck');
  else {
    findings.push(...linted.stdout.split('\n').filter(Boolean));
    said.push(`${files.length} linted by shellcheck`);
  }
  return { findings, said };
}

async function checkPowershell(files: ReadonlyArray<string>): Promise<CheckedScripts> {
  const findings: Array<string> = [];
  for (const file of files)
    findings.push(...(await powershellSyntaxErrors(file, await readFile(file, 'utf8'))));
  return { findings, said: [`${files.length} PowerShell scripts parsed by tree-sitter, NOT linted`] };
}
