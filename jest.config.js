/** Tests run the TypeScript sources; only the worker's own module is stood in for (see docs/decisions/0002). */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    // The command line's parser and its completion are ES modules only, and OTLP loads Node's own modules when it first sends;
    // Jest does neither as it is.
    '^.+\\.ts$|/node_modules/(commander|@bomb.sh/tab|@opentelemetry/otlp-exporter-base)/.+\\.m?js$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!commander/|@bomb.sh/|@opentelemetry/otlp-exporter-base/)'],
  moduleNameMapper: { '^@azure/functions-core$': '<rootDir>/local/host/functions-core.ts' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  setupFiles: ['<rootDir>/test/support/fixed-seed.ts'],
  testTimeout: 60_000,
  // Jest leaves a core to itself, which of two is half.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '1GB',
};
