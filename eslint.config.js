import neostandard from 'neostandard'
import tseslint from 'typescript-eslint'

/**
 * What each package may import of ours. The design's package table, as a rule: a driver never sees the router, the
 * router never sees a driver, and a plugin sees neither drivers nor the server.
 */
const mayImport = {
  contracts: [],
  core: ['contracts'],
  memory: ['contracts'],
  lmdb: ['contracts'],
  redis: ['contracts'],
  forge: ['contracts', 'core'],
  'forge-functions': ['contracts', 'core', 'forge'],
  webhooks: ['contracts', 'core'],
  simulator: ['contracts', 'forge/events', 'forge/catalogue', 'forge/manifest', 'forge/recordings'],
  testing: ['contracts', 'core', 'memory', 'forge', 'forge/events', 'simulator'],
  hooksmith: ['contracts', 'core', 'forge', 'forge/catalogue', 'forge/manifest', 'memory', 'lmdb'],
  'create-plugin': []
}

const pluginMayImport = ['core', 'forge', 'forge/events', 'webhooks']

const boundary = (directory, name, allowed, folder = 'src') => ({
  files: [`${directory}/${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [
        {
          regex: `^@hooksmith/(?!(?:${allowed.join('|') || '$.'})$)`,
          message: `${name} may import of ours only: ${allowed.join(', ') || 'nothing'}. See "Packages" in the README.`
        },
        { regex: '^(\\.\\./)+(packages|plugins|examples|test)/', message: 'Import another package by its name.' },
        { regex: '^(\\.\\./)+[a-z-]+/src/', message: 'Import another package by its name.' }
      ]
    }]
  }
})

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/.tap/**', '**/.cache/**', '**/*.generated.ts', '**/generated/**', 'packages/create-plugin/template/**'] },
  ...neostandard({ ts: true }),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      // void marks a promise that is meant to run on by itself.
      'no-void': ['error', { allowAsStatement: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@stylistic/max-len': ['error', { code: 140, comments: 160, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }]
    }
  },
  // The runner itself awaits what its test() returns.
  {
    files: ['**/test/**/*.ts', 'test/**/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', name: 'test', package: '@tapjs/test' }, { from: 'package', name: 'test', package: '@tapjs/core' }, { from: 'package', name: 'test', package: 'tap' }] }] }
  },
  ...Object.entries(mayImport).map(([name, allowed]) => boundary(`packages/${name}`, name, allowed)),
  boundary('plugins/*', 'a plugin', pluginMayImport),
  // What a stranger's plugin is tested with, and nothing else.
  boundary('plugins/*', "a plugin's test", [...pluginMayImport, 'testing'], 'test')
)
