import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

const clockAndChance = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Only src/adapters/system.ts asks the clock.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Only src/adapters/system.ts asks the clock.',
  },
  { selector: "CallExpression[callee.name='Date']", message: 'Only src/adapters/system.ts asks the clock.' },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Only src/adapters/system.ts draws lots.',
  },
  {
    selector: "MemberExpression[property.name='randomUUID'], ImportSpecifier[imported.name='randomUUID']",
    message: 'Only src/adapters/system.ts makes ids.',
  },
]

const impure = [
  { selector: 'ThrowStatement', message: 'Pure code answers with a value.' },
  {
    selector: 'AwaitExpression, ForOfStatement[await=true], :function[async=true]',
    message: 'Pure code never waits.',
  },
]

const exactMoney = [
  {
    selector: 'Literal[raw=/^[0-9_]*([.][0-9]|[.]?[0-9_]*e-)/]',
    message: 'Amounts are whole minor units, rates whole basis points.',
  },
  {
    selector: "CallExpression[callee.name='parseFloat'], MemberExpression[property.name='parseFloat']",
    message: 'Amounts are bigints from the first character on.',
  },
  {
    selector: 'MemberExpression[property.name=/^(toFixed|toPrecision|toExponential)$/]',
    message: 'Amounts are bigints: whoever shows one places the point by its currency.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name=/^(round|fround)$/]",
    message: 'Money is rounded by portionMinor.',
  },
  { selector: "UnaryExpression[operator='+']", message: 'Nothing becomes a number by the way.' },
]

const noQuotients = [
  {
    selector: "BinaryExpression[operator='/'], AssignmentExpression[operator='/=']",
    message: 'Of amounts only money.ts, allocation.ts and order/amounts.ts take quotients.',
  },
  {
    selector:
      "CallExpression[callee.name='Number'], CallExpression[callee.object.name='Number'][callee.property.name='parseInt'], CallExpression[callee.name='parseInt']",
    message: 'An amount never becomes a number.',
  },
]

/** They divide, or read numbers: three of them bigints by the rounding rules, the others days, pages and counts. */
const dividingInDomain = [
  'src/domain/kernel/money.ts',
  'src/domain/kernel/allocation.ts',
  'src/domain/kernel/calendar.ts',
  'src/domain/kernel/time.ts',
  'src/domain/kernel/utcDay.ts',
  'src/domain/order/amounts.ts',
]
const dividingInApplication = ['asking', 'audit/*', 'copyStream', 'lane', 'pages', 'progress', 'shard'].map(
  (name) => `src/application/${name}.ts`,
)

const onlyInFp = {
  regex: '^fp-ts(/|$)',
  message: 'Import it from src/fp.ts.',
}
const onlyInSystem = { regex: '^uuid$', message: 'Only src/adapters/system.ts makes ids.' }

const outside = [
  'process',
  'console',
  'fetch',
  'performance',
  'crypto',
  'Buffer',
  'setTimeout',
  'setInterval',
]

export default defineConfig(
  { ignores: ['dist', 'coverage', '.comptoir', 'bench/peers'] },
  { linterOptions: { noInlineConfig: true } },
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-param-reassign': 'error',
      'no-self-compare': 'error',
      'no-unsafe-finally': 'error',
      'no-async-promise-executor': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      'max-lines': ['error', { max: 300 }],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false, considerDefaultExhaustiveForUnions: false },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/array-type': ['error', { default: 'generic' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { args: 'all', argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Mapped types over a union say more than a record of it.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/prefer-regexp-exec': 'off',
      // Our factories return closures, which have no `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['src/**/*.ts', 'bench/**/*.ts', 'examples/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [onlyInFp, onlyInSystem] }],
      'no-restricted-syntax': ['error', ...clockAndChance],
    },
  },
  { files: ['src/**/*.ts'], ignores: ['src/cli/**'], rules: { 'no-console': 'error' } },
  {
    files: ['src/domain/**/*.ts', 'src/projections/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...outside],
      'no-restricted-syntax': ['error', ...clockAndChance, ...impure, ...exactMoney, ...noQuotients],
    },
  },
  {
    files: ['src/application/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...outside],
      'no-restricted-syntax': ['error', ...clockAndChance, ...exactMoney, ...noQuotients],
    },
  },
  {
    files: dividingInDomain,
    rules: { 'no-restricted-syntax': ['error', ...clockAndChance, ...impure, ...exactMoney] },
  },
  {
    files: dividingInApplication,
    rules: { 'no-restricted-syntax': ['error', ...clockAndChance, ...exactMoney] },
  },
  { files: ['src/fp.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['src/adapters/system.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [onlyInFp] }],
      'no-restricted-syntax': 'off',
    },
  },
  {
    files: ['src/adapters/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }] },
  },
  {
    // Matchers and answers read from JSON are `any`: a test says what it expects of them.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // Ports answer with promises: an async method that waits for nothing turns what it throws into a rejection.
    files: ['src/adapters/memory/**/*.ts', 'test/**/*.ts'],
    rules: { '@typescript-eslint/require-await': 'off' },
  },
)
