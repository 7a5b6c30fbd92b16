import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const tests = ['**/*.test.ts', 'test/**/*.ts'];
const pure = ['electron/contract/**/*.ts', ...['base', 'sql', 'expr', 'onnx', 'nodes', 'models', 'graph'].map((name) => `electron/engine/${name}/**/*.ts`)];

const call = (object, property) => `MemberExpression[object.name='${object}'][property.name='${property}']`;
const chance = { selector: call('Math', 'random'), message: 'Randomness comes from a seed (engine/base).' };
const locale = { selector: "MemberExpression[property.name=/^(localeCompare|toLocale.*)$/]", message: 'The locale of the machine may not decide: compare by code point.' };
const clocks = [
  { selector: call('Date', 'now'), message: 'No clock here: take the time as a value.' },
  { selector: call('performance', 'now'), message: 'No clock here: take the time as a value.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'No clock here: take the time as a value.' },
  { selector: "CallExpression[callee.name='Date']", message: 'No clock here: take the time as a value.' },
  { selector: call('process', 'env'), message: 'The environment may not decide here: take it as a value.' },
  { selector: "MemberExpression[property.name=/^(randomUUID|randomBytes|randomInt|getRandomValues)$/]", message: 'Randomness comes from a seed (engine/base).' },
];
const outside = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'setTimeout', 'setInterval'].map((name) => ({ name, message: 'Up to graph the engine knows no network and no clock.' }));

export default ts.config(
  { ignores: ['dist/', 'node_modules/', '.venv/', '.venv-export/', 'templates/', 'resources/', 'electron/engine/kernels/assembly/', '**/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['electron/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/..` } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  { files: ['electron/**/*.ts'], ignores: tests, rules: { 'no-restricted-syntax': ['error', chance, locale] } },
  { files: pure, ignores: tests, rules: { 'no-restricted-syntax': ['error', chance, locale, ...clocks], 'no-restricted-globals': ['error', ...outside] } },
  {
    files: ['renderer/**/*.svelte', 'renderer/**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.svelte'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: 'electron/(?!contract/)', message: 'The window knows the contract alone.' }, { regex: '^node:', message: 'The window runs without Node.' }] }],
      'svelte/no-at-html-tags': 'error',
      // a cache inside a class need not be reactive
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
);
