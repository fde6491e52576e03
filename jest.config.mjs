/** Unit, API, scenario, browser, infra, conformance and house tests run as projects so that each can run alone. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};
const project = (name, more = {}) => ({
  ...shared,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  ...more,
});
/** These share one running stack, whose clock they leave alone. */
const onSharedStack = {
  globalSetup: '<rootDir>/test/support/shared-stack.ts',
  globalTeardown: '<rootDir>/test/support/stop-shared-stack.ts',
};

export default {
  projects: [
    project('unit'),
    project('house'),
    project('infra'),
    project('conformance'),
    project('api', onSharedStack),
    project('browser', { ...onSharedStack, globalSetup: '<rootDir>/test/support/browser-stack.ts' }),
    project('scenarios'),
    // Minutes together, power cuts and outages among them: `npm run verify:long`.
    ...(process.env.COSELL_LONG ? [project('faults'), project('long')] : []),
  ],
  maxWorkers: 2,
  testTimeout: 60_000,
};
