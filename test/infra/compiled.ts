/** The template that the setup of the test run compiled. */

import { inject } from 'vitest';
import { parseTemplate, type Template } from './template.ts';

const infrastructure = inject('infrastructure');

/** Where no compiler was found, the setup has said so in the open, and tests of the template are left out. */
export const isCompiled = !('notCompiled' in infrastructure);

/** A copy for each who asks. Throws what the compiler found. */
export function compiledTemplate(): Template {
  if ('template' in infrastructure) return parseTemplate(infrastructure.template);
  if ('findings' in infrastructure) throw new Error(`bicep build: ${infrastructure.findings.join('\n')}`);
  throw new Error(`not compiled: ${infrastructure.notCompiled}`);
}
