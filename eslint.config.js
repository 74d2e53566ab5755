import { defineConfig } from 'eslint/config';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * The one-way import rule (docs/decisions/0001): folder -> folders of ours it may import.
 * Keyed by base name, so every folder's base name is unique in the repository.
 */
const MAY_IMPORT = {
  'shared/contracts': [],
  'shared/domain': ['contracts'],
  'shared/wire': ['contracts'],
  // OpenTelemetry's API alone: an SDK is loaded in functions/telemetry, where a setting asks for it.
  'shared/telemetry': ['contracts'],
  'shared/ports': ['contracts', 'domain'],
  'shared/view': ['contracts', 'domain'],
  'shared/azure': ['contracts', 'domain', 'ports', 'wire', 'telemetry'],
  'shared/octopus': ['contracts', 'domain', 'ports', 'wire', 'telemetry'],
  'shared/tables': ['contracts', 'domain', 'ports', 'wire'],
  'shared/probes': ['contracts', 'domain', 'ports', 'wire'],
  // Asks over HTTP as probes do: the same addresses are forbidden, the same signature is made.
  'shared/webhooks': ['contracts', 'domain', 'ports', 'wire', 'probes'],
  orchestrators: ['contracts', 'domain'],
  functions: [
    ...['contracts', 'domain', 'ports', 'wire', 'telemetry', 'view', 'orchestrators'],
    ...['azure', 'octopus', 'tables', 'probes', 'webhooks'],
  ],
  // A client of the HTTP API: it knows the forms of its answers, and nothing of how they come about.
  cli: ['contracts', 'view'],
  // The same in a browser: types alone, so that no schema comes into the pages.
  dashboard: ['contracts', 'view'],
  'local/clock': [],
  'local/host': [],
  'local/arm': [],
  'local/octopus-server': [],
  'local/webhook-receiver': [],
  'local/embedded-store': ['contracts', 'domain', 'ports', 'tables'],
  // Puts everything together on one machine: the only place beside tests that knows both sides.
  'local/launcher': [
    ...['contracts', 'view', 'azure', 'octopus', 'tables', 'probes', 'webhooks', 'telemetry', 'functions'],
    ...['clock', 'host', 'arm', 'octopus-server', 'webhook-receiver', 'embedded-store'],
  ],
};
const FOLDERS = Object.keys(MAY_IMPORT).map((path) => path.split('/').at(-1));
const ALL = [...FOLDERS, 'local', 'test', 'bench'];

const AZURE_SDK = ['@azure/arm-*', '@azure/identity', '@azure/data-tables'];
const TELEMETRY_SDK = ['@opentelemetry/sdk-*', '@opentelemetry/exporter-*', '@opentelemetry/api-logs'];
const FORBIDDEN_PACKAGES = {
  'shared/contracts': ['@azure/*', 'durable-functions', 'node:*'],
  'shared/domain': ['@azure/*', 'durable-functions', 'node:*', 'zod'],
  'shared/wire': ['@azure/*', 'durable-functions', 'node:*'],
  'shared/telemetry': ['@azure/*', 'durable-functions', 'node:*', ...TELEMETRY_SDK],
  'shared/ports': ['@azure/*', 'durable-functions', 'node:*'],
  'shared/view': ['@azure/*', 'durable-functions', 'node:*'],
  'shared/azure': ['durable-functions', '@azure/functions'],
  'shared/octopus': ['durable-functions', '@azure/*'],
  'shared/tables': ['durable-functions', '@azure/functions', '@azure/arm-*'],
  'shared/probes': ['durable-functions', '@azure/*'],
  'shared/webhooks': ['durable-functions', '@azure/*'],
  orchestrators: ['@azure/*', 'node:*', 'zod'],
  functions: [],
  cli: ['@azure/*', 'durable-functions'],
  dashboard: ['@azure/*', 'durable-functions', 'node:*', 'zod'],
  'local/clock': ['@azure/*', 'durable-functions'],
  'local/host': AZURE_SDK,
  'local/arm': ['@azure/*', 'durable-functions'],
  'local/octopus-server': ['@azure/*', 'durable-functions'],
  'local/webhook-receiver': ['@azure/*', 'durable-functions'],
  'local/embedded-store': ['@azure/*', 'durable-functions'],
  'local/launcher': ['@azure/arm-*'],
};

function importRule(path) {
  const own = path.split('/').at(-1);
  const forbidden = ALL.filter((name) => name !== own && !MAY_IMPORT[path].includes(name));
  const folders = forbidden.flatMap((name) => [`**/${name}/**`, `./${name}/**`, `../${name}/**`]);
  return {
    files: [`${path}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: folders,
              message: `${path} may import only: ${MAY_IMPORT[path].join(', ') || 'nothing of ours'} (docs/decisions/0001).`,
            },
            ...(FORBIDDEN_PACKAGES[path].length > 0
              ? [
                  {
                    group: FORBIDDEN_PACKAGES[path],
                    message: `${path} may not use this package (docs/decisions/0001).`,
                  },
                ]
              : []),
          ],
        },
      ],
    },
  };
}

const ban = (selector, message) => ({ selector, message });
const DYNAMIC_IMPORT = ban('ImportExpression', 'Dynamic import slips through the import rule.');
const DETERMINISM = [
  ban("CallExpression[callee.object.name='Date'][callee.property.name='now']", 'Take `now` as an argument.'),
  ban("NewExpression[callee.name='Date'][arguments.length=0]", 'Take `now` as an argument.'),
  ban("CallExpression[callee.name='Date'][arguments.length=0]", 'Take `now` as an argument.'),
  ban(
    "MemberExpression[object.name='Math'][property.name='random']",
    'No randomness in replayed or pure code.',
  ),
  ban("MemberExpression[object.name='performance']", 'No clock in replayed or pure code.'),
  ban("Identifier[name='crypto']", 'No randomness in replayed or pure code.'),
  ban("Identifier[name='process']", 'Settings are read in functions/ and passed on.'),
  ban(
    'Identifier[name=/^(setTimeout|setInterval|setImmediate|queueMicrotask|fetch)$/]',
    'No timers, no I/O here.',
  ),
  ban('AwaitExpression', 'Nothing is awaited here: orchestrators yield, the domain is pure.'),
  ban(
    ':matches(FunctionDeclaration, FunctionExpression, ArrowFunctionExpression)[async=true]',
    'No async here.',
  ),
];

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'node_modules/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver': { typescript: true, node: true } },
    rules: {
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-syntax': ['error', DYNAMIC_IMPORT],
      eqeqeq: 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  ...Object.keys(MAY_IMPORT).map(importRule),
  {
    files: ['orchestrators/**/*.ts', 'shared/domain/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', DYNAMIC_IMPORT, ...DETERMINISM] },
  },
  {
    files: ['dashboard/src/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/shared/**'],
              allowTypeImports: true,
              message: 'Types alone (docs/decisions/0001).',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['dashboard/vite.config.ts'],
    rules: { 'no-restricted-imports': 'off', 'import-x/no-default-export': 'off' },
  },
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  // The host loads the app it runs by its address: this is the one place where code is imported by name.
  { files: ['local/main.ts', 'local/host/**/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  // An SDK of telemetry is loaded only where a setting asks for it.
  { files: ['functions/telemetry/start-telemetry.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
