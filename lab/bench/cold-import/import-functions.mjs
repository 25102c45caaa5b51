// Imports the built functions as a Functions worker does, and ends; fails when they register nothing.
// Plain JavaScript: loading what strips types would cost as much as what is measured.
import Module from 'node:module';

let registered = 0;

/** What the library expects of the worker; types-core/index.d.ts in Azure/azure-functions-nodejs-worker. */
class Disposable {
  dispose() {}
}
const functionsCore = {
  version: '3.9.0',
  hostVersion: '4.1037.0',
  registerFunction() {
    registered += 1;
    return new Disposable();
  },
  registerHook: () => new Disposable(),
  setProgrammingModel: () => undefined,
  getProgrammingModel: () => undefined,
  log: () => undefined,
  Disposable,
};

// The worker supplies its module the same way.
const { require } = Module.prototype;
Module.prototype.require = function (id) {
  return id === '@azure/functions-core' ? functionsCore : require.call(this, id);
};

await import('../../../dist/functions.js');
process.exit(registered > 0 ? 0 : 1);
