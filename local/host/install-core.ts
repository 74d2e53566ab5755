import { registerHooks } from 'node:module';

const CORE = '@azure/functions-core';
const address = new URL('./functions-core.ts', import.meta.url).href;

/**
 * Importing this module makes `@azure/functions-core` resolve to the stand-in. It must come before the first import of
 * `@azure/functions`, which looks for the module once and remembers that it was missing.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === CORE
      ? { url: address, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});
