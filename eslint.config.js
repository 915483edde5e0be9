const tseslint = require('typescript-eslint');

/** DESIGN §2: the arrows between the folders. Each row: files, and the imports that they may not have. */
const forbid = (...groups) => ['error', { patterns: groups.map(([group, message]) => ({ group, message })) }];
const NODE = [
  ['node:*', '/fs', '/path', '/crypto', '/buffer', '/util', '/os', '/http'],
  'The domain imports nothing of Node.',
];
const FABRIC = [['fabric-*', '@hyperledger/*', 'reflect-metadata'], 'The domain knows no ledger.'];
const WORKSPACES = (...names) => [
  names.flatMap((name) => [`@huren/${name}`, `@huren/${name}/*`]),
  'This import is against the arrows of the house (README, "The house").',
];

module.exports = tseslint.config(
  {
    ignores: [
      '**/dist/**',
      // AssemblyScript: a language of its own, and the script that builds it.
      'chaincode/kernel/**',
      'data/**',
      '*.config.js',
      // Read by Vite and Node as they stand.
      'clients/web/*.mjs',
      'clients/examples/**',
      'clients/web/public/**',
      'test/setup.js',
      'test/network/register-typescript.js',
      '.ci/**',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          './chaincode/tsconfig.domain.json',
          './chaincode/tsconfig.json',
          './network/tsconfig.json',
          './gateway/tsconfig.json',
          './clients/tsconfig.json',
          './clients/web/tsconfig.json',
          './test/tsconfig.json',
        ],
        tsconfigRootDir: __dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Marked as deprecated only to stand out; the environment takes http for a provider on this machine alone.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['chaincode/src/domain/**'],
    rules: {
      'no-restricted-imports': forbid(
        NODE,
        FABRIC,
        WORKSPACES('chaincode', 'network', 'gateway', 'clients'),
        [['**/state/**', '**/contract/**', '**/crypto-node/**', '**/ofd/**'], 'domain ← state ← contract'],
      ),
    },
  },
  {
    files: ['chaincode/src/state/**', 'chaincode/src/crypto-node/**', 'chaincode/src/ofd/**'],
    rules: {
      'no-restricted-imports': forbid(WORKSPACES('network', 'gateway', 'clients'), [
        ['**/contract/**'],
        'domain ← state ← contract',
      ]),
    },
  },
  {
    files: ['chaincode/src/contract/**'],
    rules: { 'no-restricted-imports': forbid(WORKSPACES('network', 'gateway', 'clients')) },
  },
  { files: ['network/**'], rules: { 'no-restricted-imports': forbid(WORKSPACES('gateway', 'clients')) } },
  { files: ['gateway/**'], rules: { 'no-restricted-imports': forbid(WORKSPACES('clients')) } },
  { files: ['clients/**'], rules: { 'no-restricted-imports': forbid(WORKSPACES('gateway')) } },
  {
    files: ['clients/sdk/**', 'clients/web/**'],
    rules: { 'no-restricted-imports': forbid(NODE, WORKSPACES('gateway', 'network')) },
  },
  { files: ['test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
);
