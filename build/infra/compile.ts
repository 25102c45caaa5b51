/** Compiles and lints the templates; a warning is an error. */

import type { Compiler } from './find-compiler.ts';

export const TEMPLATE = 'infra/main.bicep';
export const PARAMETERS = 'infra/main.bicepparam';

/** The parameters that have no default, for checking the file that reads them. */
export const EXAMPLE_ENVIRONMENT = {
  AZURE_ENV_NAME: 'example',
  AZURE_LOCATION: 'westeurope',
  GRAPH_TENANT_ID: '3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90',
  ALERT_MAIL_ADDRESSES: 'operations@contoso.example',
} as const;

export interface Compiled {
  /** The template as Azure Resource Manager gets it; undefined when there are errors. */
  readonly template: string | undefined;
  /** What the compiler or its linter found, a line each. */
  readonly findings: ReadonlyArray<string>;
}

/** Compiles a template, with the findings of compiler and linter. */
export async function compileTemplate(compiler: Compiler, file: string): Promise<Compiled> {
  const { exitCode, stdout, stderr } = await compiler.run(['build', file, '--stdout']);
  const findings = findingsIn(stderr);
  if (exitCode !== 0 && findings.length === 0) findings.push(`bicep build ended with ${exitCode}: ${stderr}`);
  return { template: findings.length === 0 ? stdout : undefined, findings };
}

/** Compiles a file of parameters, which read the environment. */
export async function compileParameters(
  compiler: Compiler,
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<Compiled> {
  const { exitCode, stdout, stderr } = await compiler.run(['build-params', file, '--stdout'], environment);
  const findings = findingsIn(stderr);
  if (exitCode !== 0 && findings.length === 0)
    findings.push(`bicep build-params ended with ${exitCode}: ${stderr}`);
  return { template: findings.length === 0 ? stdout : undefined, findings };
}

/** What `bicep lint` finds beyond that, which is nothing as long as both read the same configuration. */
export async function lintTemplate(compiler: Compiler, file: string): Promise<ReadonlyArray<string>> {
  const { exitCode, stdout, stderr } = await compiler.run(['lint', file]);
  const findings = findingsIn(`${stdout}\n${stderr}`);
  if (exitCode !== 0 && findings.length === 0) findings.push(`bicep lint ended with ${exitCode}: ${stderr}`);
  return findings;
}

function findingsIn(output: string): Array<string> {
  return output.split(/\r?\n/).filter((line) => /(^|\s)(Error|Warning|Info) [\w-]+: |^ERROR: /.test(line));
}
