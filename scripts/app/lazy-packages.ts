import type { Plugin } from 'esbuild';

/**
 * Packages that are loaded when something in them is first used, with what our sources take of each; another name fails the
 * build. Together they are half of the bundle and of its start, and an app that only takes a hint needs few of them.
 */
const LAZY: Record<string, string[]> = {
  '@azure/identity': ['DefaultAzureCredential'],
  '@azure/arm-compute': ['ComputeManagementClient', 'isRestError', 'restorePoller'],
  '@azure/arm-locks': ['ManagementLockClient'],
  '@azure/arm-monitor': ['MonitorClient'],
  '@azure/arm-network': ['NetworkManagementClient'],
  yaml: ['isAlias', 'isMap', 'isScalar', 'isSeq', 'LineCounter', 'parseDocument'],
};
/** An entry that shares with the app the packages that it always loads, so that they come to stand in files of their own. */
const SHARED = `import 'durable-functions'; export { odata, RestError, TableClient } from '@azure/data-tables';`;

const fileOf = (name: string) => `lazy-${name.replace(/\W+/g, '-').replace(/^-/, '')}`;
const contentOf = (name: string) =>
  name === 'shared' ? SHARED : `export { ${namesOf(name).join(', ')} } from '${name}';`;

/** The entries beside the app's own: the files that the stand-ins load. */
export const PACKAGE_ENTRIES = [...Object.keys(LAZY), 'shared'].map((name) => ({
  ...{ in: `package:${name}`, out: fileOf(name) },
}));

/** Puts stand-ins in place of the lazy packages wherever our own sources import them. They are called and constructed, never extended. */
export function lazyPackages(root: string): Plugin {
  return {
    name: 'lazy-packages',
    setup(build) {
      build.onResolve({ filter: /^package:/ }, ({ path }) => ({
        ...{ path: path.slice('package:'.length), namespace: 'package' },
      }));
      build.onResolve({ filter: /^[@\w]/ }, ({ path, importer, namespace }) =>
        namespace === 'file' && path in LAZY && !importer.includes('node_modules')
          ? { path, namespace: 'stand-in' }
          : undefined,
      );
      build.onResolve({ filter: /^\.\/lazy-[\w-]+\.js$/ }, ({ path, namespace }) =>
        namespace === 'stand-in' ? { path, external: true } : undefined,
      );
      build.onLoad({ filter: /./, namespace: 'package' }, ({ path }) => ({
        ...{ contents: contentOf(path), resolveDir: root },
      }));
      build.onLoad({ filter: /./, namespace: 'stand-in' }, ({ path }) => ({ contents: standIn(path) }));
    },
  };
}

function namesOf(name: string): string[] {
  return LAZY[name] ?? [];
}

function standIn(name: string): string {
  return `let loaded;
const real = (name) => (loaded ??= require('./${fileOf(name)}.js'))[name];
const later = (name) => new Proxy(function () {}, {
  apply: (_, self, args) => Reflect.apply(real(name), self, args),
  construct: (_, args) => Reflect.construct(real(name), args),
});
${namesOf(name)
  .map((each) => `export const ${each} = /* @__PURE__ */ later('${each}');`)
  .join('\n')}`;
}
