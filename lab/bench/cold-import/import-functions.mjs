// A process that imports the built functions as a Functions worker does, says which it found, and ends.
//
//   node import-functions.mjs <bundle>
//
// Plain JavaScript: loading what strips types would cost as much as what is measured.
import Module from 'node:module';
import { pathToFileURL } from 'node:url';

const registered = [];

/** What the library expects of the worker; types-core/index.d.ts in Azure/azure-functions-nodejs-worker. */
const functionsCore = {
  version: '3.9.0',
  hostVersion: '4.1037.0',
  registerFunction: ({ name }) => {
    registered.push(name);
    return new functionsCore.Disposable();
  },
  registerHook: () => new functionsCore.Disposable(),
  setProgrammingModel: () => undefined,
  getProgrammingModel: () => undefined,
  log: () => undefined,
  Disposable: class {
    dispose() {}
  },
};

// The worker supplies its module the same way.
const { require } = Module.prototype;
Module.prototype.require = function (id) {
  return id === '@azure/functions-core' ? functionsCore : require.call(this, id);
};

await import(pathToFileURL(process.argv[2]).href);
process.stdout.write(JSON.stringify(registered));
process.exit(0);
