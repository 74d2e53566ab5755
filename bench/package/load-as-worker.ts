import Module from 'node:module';
import { pathToFileURL } from 'node:url';

/** Loads the app whose file is given as the Functions worker does, and says how long that took from the start of the import. */
const path = process.argv[2] ?? '';
const core = {
  ...{ version: '3.10.1', hostVersion: '4.1040.0', log() {}, setProgrammingModel() {} },
  registerFunction: () => ({ dispose() {} }),
  registerHook: () => ({ dispose() {} }),
  Disposable: class {},
};
const prototype = Module.prototype as unknown as { require: (name: string) => unknown };
const required = prototype.require;
prototype.require = function (name: string) {
  return name === '@azure/functions-core' ? core : Reflect.apply(required, this, [name]);
};

const before = process.cpuUsage();
const began = performance.now();
// eslint-disable-next-line no-restricted-syntax -- A worker finds the app by its address.
await import(pathToFileURL(path).href);
const milliseconds = performance.now() - began;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ milliseconds, processorMilliseconds: (user + system) / 1000 }));
process.exit(0);
