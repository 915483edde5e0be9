/** Tests run the workspaces' TypeScript sources (the `huren-source` export condition), not their builds. */
module.exports = {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['huren-source', 'node', 'require', 'default'] },
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/[^/]+/dist/'],
  transform: { '^.+\\.(t|j)s$': ['@swc/jest', { sourceMaps: true }] },
  transformIgnorePatterns: ['/node_modules/(?!(@noble|jose|openid-client|oauth4webapi)/)'],
  setupFiles: ['<rootDir>/test/setup.js'],
  testTimeout: 30_000,
};
