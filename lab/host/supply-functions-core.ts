// Makes `@azure/functions-core` resolvable in this process, as it is in a Functions worker.
import { createRequire, registerHooks } from 'node:module';
import type * as FunctionsCore from './functions-core.ts';

const CORE_MODULE = '@azure/functions-core';
const coreUrl = new URL('./functions-core.ts', import.meta.url).href;

/**
 * Resolution hooks serve `require` and `import` alike: the library's own `require`, and the one that a bundle makes with
 * `createRequire`. They run in this thread, and Node keeps one instance of the module they point to.
 */
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === CORE_MODULE
      ? { url: coreUrl, format: 'module-typescript', shortCircuit: true }
      : nextResolve(specifier, context),
});

/** The instance the library uses. A direct import could be another one, where a test runner evaluates our files itself. */
export const functionsCore: typeof FunctionsCore = createRequire(import.meta.url)(CORE_MODULE);
