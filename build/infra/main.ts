// npm run infra: compiles and lints the templates with the real compiler, and exits 1 where that cannot be done.

import { givenToScript } from '../../lab/script.ts';
import { checkScripts } from './check-scripts.ts';
import {
  compileParameters,
  compileTemplate,
  EXAMPLE_ENVIRONMENT,
  lintTemplate,
  PARAMETERS,
  TEMPLATE,
} from './compile.ts';
import { findCompiler, UnusableCompiler } from './find-compiler.ts';
import { BICEP_VERSION } from './restore-compiler.ts';

givenToScript({
  name: 'npm run infra --',
  summary: 'Compiles and lints the Bicep templates, and parses the scripts beside them.',
  options: {},
});
process.exitCode = await main();

/** Resolves with the exit code. */
async function main(): Promise<number> {
  try {
    const scripts = await checkScripts('infra');
    const compiler = await findCompiler();
    if ('why' in compiler) {
      console.error(`The infrastructure was NOT compiled: ${compiler.why}.`);
      console.error(`Install Bicep ${BICEP_VERSION} or newer, or dotnet, or name a compiler in BICEP.`);
      return 1;
    }
    const [template, parameters, lint] = await Promise.all([
      compileTemplate(compiler, TEMPLATE),
      compileParameters(compiler, PARAMETERS, EXAMPLE_ENVIRONMENT),
      lintTemplate(compiler, TEMPLATE),
    ]);
    const findings = new Set([...template.findings, ...parameters.findings, ...lint, ...scripts.findings]);
    for (const finding of findings) console.error(finding);
    console.log(`Scripts: ${scripts.said.join('; ')}.`);
    console.log(
      `Bicep ${compiler.version} (${compiler.origin}): ${TEMPLATE} and ${PARAMETERS} compiled and linted.`,
    );
    console.log(findings.size === 0 ? 'No findings.' : `${findings.size} findings.`);
    return findings.size === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UnusableCompiler)) throw error;
    console.error(error.message);
    return 1;
  }
}
