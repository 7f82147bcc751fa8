import { ESLint, Linter } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, test } from 'vitest'

/** What the rules of syntax that hold in a file say of a line of code in it. */
const saysOf = async (file: string, code: string): Promise<ReadonlyArray<string>> => {
  const { rules } = (await new ESLint().calculateConfigForFile(file)) as { rules: Linter.RulesRecord }
  const syntax = rules['no-restricted-syntax'] ?? 'off'
  const config = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser as Linter.Parser } }
  return new Linter()
    .verify(code, [{ ...config, rules: { 'no-restricted-syntax': syntax } }], { filename: file })
    .map(({ message }) => message)
}

const MONEY_PATHS = [
  'src/domain/commission/fee.ts',
  'src/domain/settlement/decide.ts',
  'src/projections/transfers.ts',
  'src/application/payoutRunner.ts',
]

describe.each(MONEY_PATHS)('%s', (file) => {
  test.each([
    ['export const fee = 0.09 * base'],
    ['export const fee = 1e-2 * base'],
    ['export const fee = Number(baseMinor)'],
    ['export const fee = parseFloat(text)'],
    ['export const fee = Number.parseFloat(text)'],
    ['export const fee = parseInt(text, 10)'],
    ['export const fee = Number.parseInt(text, 10)'],
    ['export const fee = Math.round(exact)'],
    ['export const fee = exact.toFixed(2)'],
    ['export const fee = +text'],
    ['export const fee = (baseMinor * rate) / 10_000n'],
  ])('takes no %s', async (code) => {
    expect(await saysOf(file, code)).toHaveLength(1)
  })
})

test.each([
  ['src/domain/kernel/money.ts', 'export const fee = (base * rate) / 10_000n', 0],
  ['src/domain/kernel/money.ts', 'export const fee = Math.round(exact)', 1],
  ['src/domain/kernel/calendar.ts', 'export const weeks = Math.floor(days / 7)', 0],
  ['src/application/ticker.ts', 'export const half = 0.5', 1],
  ['src/domain/commission/fee.ts', "export const version = '1.5'", 0],
] as const)('in %s: %s', async (file, code, complaints) => {
  expect(await saysOf(file, code)).toHaveLength(complaints)
})
